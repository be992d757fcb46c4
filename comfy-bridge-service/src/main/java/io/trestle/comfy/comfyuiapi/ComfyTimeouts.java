package io.trestle.comfy.comfyuiapi;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How long a ComfyUI may take. */
@ConfigMapping(prefix = "trestle.comfy.call")
public interface ComfyTimeouts {

    /** For a connection. Default 3 seconds: a server that is up answers at once. */
    @WithDefault("3s")
    Duration connect();

    /** Without a byte of the answer. Default 20 seconds: a server that loads a model may hold its HTTP up for several. */
    @WithDefault("20s")
    Duration answer();

    /** Without a byte of a file in either direction. Default 5 minutes. */
    @WithDefault("5m")
    Duration transfer();
}
