package io.trestle.engines.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;

import org.jspecify.annotations.Nullable;

/**
 * Where engines keep what is not somebody's data: unpacked binaries, shared state of tests, throw-away data.
 * That is {@code .trestle/engines} of the checkout, so that two checkouts never meet and {@code rm -r} of one leaves nothing behind.
 * The checkout is the system property {@code trestle.root}, else the nearest directory upwards that has a {@code .mvn}.
 */
public final class EnginesHome {

    private EnginesHome() {
    }

    public static Path directory() {
        Path checkout = checkout();
        return checkout != null && usable(checkout) ? checkout.resolve(".trestle").resolve("engines") : elsewhere(checkout);
    }

    private static @Nullable Path checkout() {
        String property = System.getProperty("trestle.root");
        if (property != null && !property.isBlank()) {
            return Path.of(property).toAbsolutePath().normalize();
        }
        Path directory = Path.of("").toAbsolutePath();
        while (directory != null && !Files.isDirectory(directory.resolve(".mvn"))) {
            directory = directory.getParent();
        }
        return directory;
    }

    private static boolean usable(Path checkout) {
        return Files.isWritable(checkout) && (!CurrentUser.isRoot() || isReachableByAll(checkout));
    }

    // Started by root, PostgreSQL runs as another user, who cannot enter a checkout below /root.
    private static boolean isReachableByAll(Path directory) {
        try {
            for (Path step = directory.toRealPath(); step != null; step = step.getParent()) {
                if (!Files.getPosixFilePermissions(step).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static Path elsewhere(@Nullable Path checkout) {
        String key = checkout == null ? "" : "-" + Integer.toHexString(checkout.hashCode());
        return Path.of(System.getProperty("java.io.tmpdir"), "trestle-engines-" + CurrentUser.id() + key);
    }
}
