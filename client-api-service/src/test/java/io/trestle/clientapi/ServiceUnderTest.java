package io.trestle.clientapi;

import static java.util.Map.entry;

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
    /** Of the file store. */
    public static final Path FILES = Path.of("target", "files-" + ProcessHandle.current().pid()).toAbsolutePath();
    public static final int LONGEST_FILE = 8 << 20;
    public static final int TENANT_QUOTA = 3 * LONGEST_FILE;

    public static final Path MODEL_ROOT = newDirectory();

    @Override
    public Map<String, String> start() {
        return Map.ofEntries(
                entry("trestle.files.directory", FILES.toString()),
                entry("trestle.files.keep-free", "0"),
                // bounds that a test can reach
                entry("trestle.http.max-streamed-body", String.valueOf(LONGEST_FILE)),
                entry("trestle.uploads.tenant-quota", String.valueOf(TENANT_QUOTA)),
                entry("trestle.secrets.active-key", "k1"),
                entry("trestle.secrets.keys.k1", Base64.getEncoder().encodeToString(new byte[32])),
                entry("trestle.identity.operator-key", OPERATOR_KEY),
                entry("trestle.identity.local-key", LOCAL_KEY),
                entry("trestle.registration.wait", "5S"),
                entry("trestle.model-scan.roots", MODEL_ROOT.toString()),
                entry("trestle.rpc.calls-per-tenant", "4"),
                // nobody: the whole way is a test of the suite
                entry("quarkus.rest-client.vm-adapter.url", "http://127.0.0.1:9"),
                // workers and receivers of the tests listen on loopback, and a tunnel's hostname is where its worker is
                entry("trestle.outbound.allow-loopback", "true"),
                entry("trestle.dispatch.worker-url", "http://{hostname}"),
                entry("trestle.dispatch.patience", "20S"),
                entry("trestle.dispatch.longest-pause", "2S"),
                entry("trestle.dispatch.busy-pause", "0.2S"),
                entry("trestle.silence-watch.every", "1s"),
                entry("trestle.outbound-webhooks.schedule", "0.1S,0.1S,0.1S"));
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
