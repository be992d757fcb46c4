package io.trestle.clientapi.rpc;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Limits of remote calls. */
@ConfigMapping(prefix = "trestle.rpc")
interface RpcConfig {

    /** Calls of one tenant that run at once; one more is answered with 429. Default 64. */
    @WithDefault("64")
    int callsPerTenant();

    /** Calls that one replica runs at once; more wait. Default 32. */
    @WithDefault("32")
    int callsAtOnce();

    /** How long a replica that died keeps its calls from the others. Default 10 s. */
    @WithDefault("10S")
    Duration lease();

    /** How often a call is tried again after its replica died or its work failed inside; then it ends with an error. Default 5. */
    @WithDefault("5")
    int attempts();

    /** How long frames are kept for a client that comes back, and a client without a socket is known. Default 1 h. */
    @WithDefault("1H")
    Duration retention();

    /** How often old frames are looked for. Default 1 min. */
    @WithDefault("1M")
    Duration sweep();

    /** Frames that one read brings to a socket. Default 256: a few hundred KiB at most in memory per socket. */
    @WithDefault("256")
    int framesAtOnce();
}
