package io.trestle.dbc.credential;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.trestle.dbc.nodeapi.Call;
import io.trestle.dbc.nodeapi.GpuNodes;
import io.trestle.dbc.nodeapi.NodeReply;
import io.trestle.dbc.queue.NodeQueue;
import io.trestle.dbc.rules.Operation;
import io.trestle.dbc.rules.Profile;
import io.trestle.model.compute.ComputeEvent;
import io.trestle.model.compute.RentalExpiring;
import io.trestle.model.compute.RentalSeen;
import io.trestle.runtime.CallerContext;
import io.trestle.runtime.lease.Lease;
import io.trestle.runtime.outbox.Outbox;

/** Tells of rentals: a node that takes a renter's credential is rented by them. Newer nodes also tell until when. */
@ApplicationScoped
public class RentalWatch {

    /** Smaller numbers are block heights, which say no time. */
    private static final long EARLIEST_SECOND = 1_000_000_000;

    private final Credentials credentials;
    private final GpuNodes nodes;
    private final NodeQueue queue;
    private final Outbox outbox;
    private final RentalConfig config;
    private final Clock clock;

    RentalWatch(Credentials credentials, GpuNodes nodes, NodeQueue queue, Outbox outbox, RentalConfig config, Clock clock) {
        this.credentials = credentials;
        this.nodes = nodes;
        this.queue = queue;
        this.outbox = outbox;
        this.config = config;
        this.clock = clock;
    }

    /** Checks the node's credentials that are due; returns when to come again. */
    public Uni<Duration> check(Lease lease) {
        return Panache.withSession(() -> credentials.ofNode(lease.id()))
                .chain(all -> Multi.createFrom().iterable(all)
                        .onItem()
                        .transformToUniAndConcatenate(
                                one -> dueIn(one).compareTo(Duration.ZERO) > 0 ? Uni.createFrom().item(dueIn(one)) : check(lease, one))
                        .collect().asList())
                .map(pauses -> pauses.stream().min(Duration::compareTo).orElse(Duration.ofDays(1)));
    }

    private Duration dueIn(CredentialEntity credential) {
        if (credential.checkedAt == null) {
            return Duration.ZERO;
        }
        var interval = credential.refusal == null ? config.check() : config.checkAgain();
        var due = credential.checkedAt.plus(interval);
        var warning = nextWarning(credential, credential.checkedAt);
        return Duration.between(clock.instant(), warning != null && warning.isBefore(due) ? warning : due);
    }

    private Uni<Duration> check(Lease lease, CredentialEntity credential) {
        var secret = credentials.opened(credential);
        var none = JsonNodeFactory.instance.objectNode();
        return CallerContext.returnTo(nodes.send(credential.nodeId, Call.of(Operation.LIST), none, secret.members())
                .chain(listed -> listed instanceof NodeReply.Accepted
                        ? nodes.profile().chain(profile -> profile == Profile.P22
                                ? Uni.createFrom().item(listed)
                                : nodes.send(credential.nodeId, Call.of(Operation.RENT_ORDERS), none.deepCopy(), secret.members()))
                                .chain(orders -> note(lease, credential.id, listed, orders))
                        : note(lease, credential.id, listed, listed)));
    }

    private Uni<Duration> note(Lease lease, String id, NodeReply listed, NodeReply orders) {
        return CallerContext.returnTo(Panache.withTransaction(() -> credentials.lock(id)
                .call(() -> queue.hold(lease))
                .chain(found -> found == null
                        ? Uni.createFrom().item(Duration.ofDays(1))
                        : outbox.append(noted(found, listed, orders).toArray(ComputeEvent[]::new)).replaceWith(() -> dueIn(found)))));
    }

    private List<ComputeEvent> noted(CredentialEntity credential, NodeReply listed, NodeReply orders) {
        var now = clock.instant();
        var events = new ArrayList<ComputeEvent>();
        credential.checkedAt = now;
        if (listed instanceof NodeReply.Accepted) {
            credential.accepted = true;
            credential.refusal = null;
            if (orders instanceof NodeReply.Accepted told) {
                readRental(credential, told.message().path("rent_orders"));
            }
            if (credential.wallet != null) {
                credential.toldAt = now;
                events.add(new RentalSeen(credential.nodeId, credential.tenant, credential.wallet, credential.rentOrder, credential.gpus(),
                        credential.rentalEndsAt, now));
            }
        } else if (listed instanceof NodeReply.Refused refused) {
            credential.accepted = false;
            credential.refusal = refused.words();
        } else {
            // Nothing is known; asked again soon.
            credential.refusal = "The node could not be asked";
        }
        warn(credential, now, events);
        return events;
    }

    /** Of this renter, and of this order where one is named. */
    private static void readRental(CredentialEntity credential, JsonNode orders) {
        StreamSupport.stream(orders.spliterator(), false)
                .filter(order -> order.path("renter").asText().equals(credential.wallet))
                .filter(order -> credential.rentOrder == null || order.path("id").asText().equals(credential.rentOrder))
                .findFirst().ifPresent(order -> {
                    var end = order.path("rent_end").asLong();
                    credential.rentalEndsAt = end > EARLIEST_SECOND ? Instant.ofEpochSecond(end) : credential.rentalEndsAt;
                    credential.gpuIndexes = StreamSupport.stream(order.path("gpu_index").spliterator(), false).map(JsonNode::asText)
                            .filter(index -> index.matches("[0-9]{1,3}")).collect(Collectors.joining(","));
                });
    }

    private void warn(CredentialEntity credential, Instant now, List<ComputeEvent> events) {
        var ends = credential.rentalEndsAt;
        if (ends == null || credential.wallet == null) {
            return;
        }
        var due = config.warnings().stream().filter(before -> !ends.minus(before).isAfter(now)).min(Duration::compareTo).orElse(null);
        var mark = due == null ? null : due + " " + ends;
        if (mark != null && !mark.equals(credential.warned)) {
            credential.warned = mark;
            events.add(new RentalExpiring(credential.nodeId, credential.tenant, credential.wallet, credential.rentOrder, ends,
                    ends.plus(config.dataKept()), now));
        }
    }

    private @Nullable Instant nextWarning(CredentialEntity credential, Instant after) {
        var ends = credential.rentalEndsAt;
        return ends == null
                ? null
                : config.warnings().stream().map(ends::minus).filter(at -> at.isAfter(after)).min(Instant::compareTo).orElse(null);
    }
}
