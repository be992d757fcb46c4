package io.trestle.platform.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The checkout that is tested. */
public final class Checkout {

    private Checkout() {
    }

    public static Path path(String below) {
        return Path.of(System.getProperty("trestle.root")).resolve(below);
    }

    public static String text(String below) {
        try {
            return Files.readString(path(below));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
