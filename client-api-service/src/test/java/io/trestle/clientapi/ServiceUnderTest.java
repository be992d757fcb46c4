package io.trestle.clientapi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/** The configuration that a deployment would give, with waits that a test can wait for. */
public class ServiceUnderTest implements QuarkusTestResourceLifecycleManager {

    public static final String OPERATOR_KEY = "test-operator-key-0001";
    public static final String LOCAL_KEY = "test-local-key-0000001";

    public static final Path MODEL_ROOT = newDirectory();

    @Override
    public Map<String, String> start() {
        return Map.of(
                "trestle.secrets.active-key", "k1",
                "trestle.secrets.keys.k1", Base64.getEncoder().encodeToString(new byte[32]),
                "trestle.identity.operator-key", OPERATOR_KEY,
                "trestle.identity.local-key", LOCAL_KEY,
                "trestle.registration.wait", "5S",
                "trestle.model-scan.roots", MODEL_ROOT.toString(),
                "trestle.rpc.calls-per-tenant", "4");
    }

    @Override
    public void stop() {
        // nothing runs
    }

    private static Path newDirectory() {
        try {
            return Files.createTempDirectory("trestle-models");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
