package io.trestle.gateway;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What the gateway is, and where it listens. */
@ConfigMapping(prefix = "trestle.gateway")
public interface GatewayConfig {

    /** Where wallets, what they used up, and deployments are kept. */
    enum Store {
        POSTGRES,
        /** Gone with the process. For trying the gateway out: it then needs neither PostgreSQL nor Kafka. */
        MEMORY
    }

    /** Who may use the gateway. */
    enum LeasePolicy {
        /** Everybody who asks. */
        OPEN,
        /** Wallets with a rental that dbc-adapter has told of. */
        DBC
    }

    /** Default {@code postgres}. */
    @WithDefault("postgres")
    Store store();

    /** {@code --test}: accepts {@code input=cheat} in place of a signature. Default false. Other signatures are checked all the same. */
    @WithDefault("false")
    boolean testMode();

    /** Default {@code open}. */
    @WithDefault("open")
    LeasePolicy lease();

    /** Address to listen on. Default that of all services. */
    @WithDefault("${quarkus.http.host}")
    String host();

    /** Port to listen on; 0 takes a free one. */
    int port();

    /** Event loops that serve requests. Default one for each processor. */
    OptionalInt eventLoops();

    /** Authorities that messages of Sign-In with Ethereum may be for. Default the loopback names with this port. */
    Optional<List<String>> domains();

    /** How far from now a signed time may be, before and after. Default 60 s, as published. */
    @WithDefault("60s")
    Duration signatureWindow();

    /** Whether signatures without the prefix of EIP-191 are accepted, as the published example has one. Default true. */
    @WithDefault("true")
    boolean rawSignatures();

    /** How long a wallet that was authorized, and never signed in, is remembered. Default 24 h: anybody can name any address. */
    @WithDefault("24h")
    Duration unprovenFor();

    /** How many such wallets are remembered at most. Default 100,000, some 20 MB of table. */
    @WithDefault("100000")
    int unprovenWallets();

    /** Handshakes that one client address may ask for in a minute. Default 600. */
    @WithDefault("600")
    int handshakesPerMinute();

    /** How long requests in flight get to finish at shutdown. Default 15 s. */
    @WithDefault("15s")
    Duration drain();
}
