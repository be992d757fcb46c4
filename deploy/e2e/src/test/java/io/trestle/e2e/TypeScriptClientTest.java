package io.trestle.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The TypeScript client, against the running suite: its own tests, in Node.js and in headless Chromium. */
class TypeScriptClientTest {

    private static final int FILES = 10_000;
    private static final Path CLIENT = Suite.checkout().resolve("clients/typescript");

    @BeforeAll
    static void setUp() throws Exception {
        var directory = Suite.running().modelRoot().resolve("many");
        for (var i = 0; i < FILES; i++) {
            var file = directory.resolve("set" + i / 1000).resolve(String.format(Locale.ROOT, "model-%05d.safetensors", i));
            Files.createDirectories(file.getParent());
            Files.write(file, new byte[i % 100]);
        }
        run("npm", "install", "--no-audit", "--no-fund");
        run("npx", "tsc", "--noEmit");
    }

    @Test
    void shouldPassItsOwnTests() throws Exception {
        run("npm", "test");
    }

    @Test
    void shouldPassItsTestsAgainstTheSuite_inNodeAndChromium() throws Exception {
        run("npm", "run", "test:service");
    }

    @Test
    void shouldRunTheExampleOfTheSeed() throws Exception {
        var printed = run("npm", "run", "example");
        assertThat(printed).contains("model_found:", "result: {\"found\":");
    }

    private static String run(String... command) throws IOException, InterruptedException {
        var log = Files.createTempFile("trestle-client", ".log");
        var builder = new ProcessBuilder(List.of(command)).directory(CLIENT.toFile()).redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("TRESTLE_PORT", Integer.toString(Suite.running().url("client-api-service").getPort()));
        builder.environment().put("TRESTLE_MANY_FILES", "many");
        builder.environment().put("TRESTLE_MANY_FILES_COUNT", Integer.toString(FILES));
        var process = builder.start();
        var ended = process.waitFor(5, TimeUnit.MINUTES);
        process.destroyForcibly();
        var printed = Files.readString(log);
        Files.delete(log);
        assertThat(ended && process.exitValue() == 0).as("%s printed%n%s", String.join(" ", command), printed).isTrue();
        return printed;
    }
}
