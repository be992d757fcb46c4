package io.trestle.engines.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Where engines keep what is nobody's data: unpacked programs, the shared state of tests, throw-away data.
 * That is {@code .trestle/engines} of the checkout, so that two checkouts never meet and {@code rm -r} of one leaves nothing behind.
 * The checkout is the system property {@code trestle.root}, else the nearest directory upwards that has a {@code .mvn}.
 * A checkout that cannot serve gets a directory in {@code java.io.tmpdir} instead.
 */
public final class EnginesHome {

    private static final Path HOME = Path.of(".trestle", "engines");

    private EnginesHome() {
    }

    /** The directory, which exists afterwards. */
    public static Path directory() {
        Path checkout = checkout();
        Path home = checkout != null && canServe(checkout.resolve(HOME)) ? checkout.resolve(HOME) : elsewhere(checkout);
        try {
            Files.createDirectories(home);
            for (Path directory : List.of(home.getParent(), home)) {
                if (CurrentUser.isRoot() && isOwn(directory)) {
                    openToAll(directory);
                }
            }
            return home;
        } catch (IOException e) {
            throw DiskTrouble.explain(e, home);
        }
    }

    /** Lets every user enter and read a directory. */
    static void openToAll(Path directory) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static @Nullable Path checkout() {
        String property = System.getProperty("trestle.root", "");
        if (!property.isBlank()) {
            return Path.of(property).toAbsolutePath().normalize();
        }
        Path directory = Path.of("").toAbsolutePath();
        while (directory != null && !Files.isDirectory(directory.resolve(".mvn"))) {
            directory = directory.getParent();
        }
        return directory;
    }

    private static boolean canServe(Path home) {
        Path nearest = Stream.iterate(home, Path::getParent).filter(Files::exists).findFirst().orElseThrow();
        boolean usable = nearest.equals(home) ? isOwn(home) : Files.isWritable(nearest);
        return usable && (!CurrentUser.isRoot() || isReachableByAll(nearest));
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

    // a directory per user and checkout
    private static Path elsewhere(@Nullable Path checkout) {
        Path ofUser = Path.of(System.getProperty("java.io.tmpdir"), "trestle-engines-" + CurrentUser.id());
        // where all may write, another user may have been there first
        if (Files.exists(ofUser) && !isOwn(ofUser)) {
            throw new EngineFailure(ofUser + " belongs to another user");
        }
        return ofUser.resolve(checkout == null ? "any" : Integer.toHexString(checkout.hashCode()));
    }

    private static boolean isOwn(Path directory) {
        try {
            return Files.getAttribute(directory, "unix:uid").equals((int) CurrentUser.id());
        } catch (IOException e) {
            return false;
        }
    }
}
