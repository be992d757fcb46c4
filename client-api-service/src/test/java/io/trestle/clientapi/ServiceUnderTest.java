package io.trestle.clientapi;

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

    @Override
    public Map<String, String> start() {
        return Map.of(
                "trestle.files.directory", FILES.toString(),
                "trestle.files.keep-free", "0",
                // bounds that a test can reach
                "trestle.http.max-streamed-body", String.valueOf(LONGEST_FILE),
                "trestle.uploads.tenant-quota", String.valueOf(TENANT_QUOTA),
                "trestle.secrets.active-key", "k1",
                "trestle.secrets.keys.k1", Base64.getEncoder().encodeToString(new byte[32]),
                "trestle.identity.operator-key", OPERATOR_KEY,
                "trestle.identity.local-key", LOCAL_KEY,
                "trestle.registration.wait", "5S");
    }

    @Override
    public void stop() {
        // nothing runs
    }
}
