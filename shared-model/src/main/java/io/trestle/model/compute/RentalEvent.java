package io.trestle.model.compute;

/** A rental of a machine that dbc-adapter learnt of; dbc-adapter writes. compute-gateway can take it for a lease. */
public sealed interface RentalEvent extends ComputeEvent permits RentalSeen, RentalExpiring {

    /** The GPU node that is rented: 64 lower-case hex digits. */
    String nodeId();

    /** The tenant whose credential showed the rental. */
    String tenant();

    /**
     * The wallet that rents: SS58 (prefix 42), or {@code 0x} and 40 lower-case hex digits where the chain knows it by an Ethereum address.
     */
    String renter();

    @Override
    default String key() {
        return nodeId();
    }
}
