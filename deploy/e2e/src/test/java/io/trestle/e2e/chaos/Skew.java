package io.trestle.e2e.chaos;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import io.trestle.local.LocalStackConfig;

/**
 * Services whose clocks are wrong, by Debian's {@code faketime} ({@code -Dtrestle.chaos.skew=true}): what one service knows of a moment must not
 * depend on another one's clock. Kafka refuses records that come from more than an hour ahead.
 */
final class Skew {

    /** The gateway stays within the minute for which a wallet's signed time is good. */
    private static final Map<String, String> CLOCKS = Map.of(ChaosStack.CLIENT_API, "+50m", ChaosStack.CLOUDFLARE_ADAPTER, "-50m",
            ChaosStack.COMFY_BRIDGE, "+50m", ChaosStack.COMPUTE_GATEWAY, "-20s", ChaosStack.DBC_ADAPTER, "-50m");

    private Skew() {
    }

    static LocalStackConfig apply(LocalStackConfig config) {
        if (!Boolean.getBoolean("trestle.chaos.skew")) {
            return config;
        }
        var library = library()
                .orElseThrow(() -> new IllegalStateException("Clocks are set by Debian's package faketime, which is not installed"));
        var skewed = config;
        for (var clock : CLOCKS.entrySet()) {
            skewed = skewed.with(clock.getKey(), "LD_PRELOAD", library.toString()).with(clock.getKey(), "FAKETIME", clock.getValue())
                    // waits and timers go by the monotonic clock, which is right on a machine whose date is wrong
                    .with(clock.getKey(), "FAKETIME_DONT_FAKE_MONOTONIC", "1").with(clock.getKey(), "DONT_FAKE_MONOTONIC", "1");
        }
        return skewed;
    }

    private static Optional<Path> library() {
        var matcher = FileSystems.getDefault().getPathMatcher("glob:/usr/lib/*/faketime/libfaketimeMT.so.1");
        try (var found = Files.find(Path.of("/usr/lib"), 3, (file, attributes) -> matcher.matches(file))) {
            return found.findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
