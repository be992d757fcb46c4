package io.trestle.e2e.upgrade;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A build of the suite. */
record Version(String name, Path checkout) {

    /** Of the commit that {@code ./trestle test --upgrade COMMIT} has built. */
    static final String PREVIOUS = "trestle.upgrade.previous";

    static Version previous() {
        var checkout = Path.of(System.getProperty(PREVIOUS));
        return new Version("previous", checkout);
    }

    static Version present() {
        return new Version("present", Path.of(System.getProperty("trestle.root")));
    }

    /** Whether it must be told that a later schema is no reason not to start: docs/operations.md, Upgrades. */
    boolean isBeforeItsSettings() {
        try {
            return !Files.readString(checkout.resolve("shared-runtime/src/main/resources/META-INF/microprofile-config.properties"))
                    .contains("ignore-future-migrations=true");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path jar(String service) {
        var jar = checkout.resolve(service).resolve("target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException(service + " of the " + name + " version is not packaged: there is no " + jar);
        }
        return jar;
    }
}
