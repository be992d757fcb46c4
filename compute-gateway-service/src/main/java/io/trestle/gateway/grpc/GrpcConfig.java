package io.trestle.gateway.grpc;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The gRPC port. */
@ConfigMapping(prefix = "trestle.gateway.grpc")
public interface GrpcConfig {

    /** Whether it is opened. Default true. */
    @WithDefault("true")
    boolean enabled();

    /** Address to listen on. Default that of the gateway's HTTP port. */
    @WithDefault("${trestle.gateway.host:${quarkus.http.host}}")
    String host();

    /** Port to listen on; 0 takes a free one. 12345, as published. */
    int port();

    /** Bytes of a message, in either direction. Default 4 MiB, which is what clients take unless they are told otherwise. */
    @WithDefault("4194304")
    int maxMessage();

    /** How long a call of {@code Process} may take. Default 1 minute, as published. A deadline of the client's counts, too. */
    @WithDefault("1m")
    Duration processTimeout();
}
