package io.trestle.dbc.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Ours and the npm package {@code @scure/sr25519} must agree on keys and accept each other's signatures, and refuse each other's altered ones. */
class ScureInteropTest {

    private static final String PACKAGE = "@scure/sr25519@2.3.0";
    private static final int ROUNDS = 50;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HexFormat HEX = HexFormat.of();

    private static Process node;
    private static Writer commands;
    private static BufferedReader answers;

    private final Random random = new Random(25519);

    @BeforeAll
    static void start() throws Exception {
        var home = Files.createDirectories(Path.of("target", "interop"));
        if (!Files.isDirectory(home.resolve("node_modules/@scure/sr25519"))) {
            run(home, "npm", "install", "--no-save", "--no-audit", "--no-fund", "--prefix", ".", PACKAGE);
        }
        Files.writeString(home.resolve("sr25519.mjs"), Files.readString(Path.of("src/test/interop/sr25519.mjs")));
        node = start(home, "node", "sr25519.mjs");
        commands = node.outputWriter(UTF_8);
        answers = node.inputReader(UTF_8);
    }

    @AfterAll
    static void stop() {
        if (node != null) {
            node.destroy();
        }
    }

    @Test
    void shouldHaveTheSamePublicKey_whenMadeFromTheSameSeed() throws IOException {
        for (int i = 0; i < ROUNDS; i++) {
            var seed = hex(32);
            assertThat(ask(Map.of("do", "publicKey", "seed", seed)).asText())
                    .isEqualTo(HEX.formatHex(RenterKey.fromHex(seed).publicKey()));
        }
    }

    @Test
    void shouldVerifyTheirs_whenTheySign() throws IOException {
        for (int i = 0; i < ROUNDS; i++) {
            var seed = hex(32);
            var message = hex(random.nextInt(400));
            var signature = HEX.parseHex(ask(Map.of("do", "sign", "seed", seed, "message", message)).asText());
            var publicKey = RenterKey.fromHex(seed).publicKey();

            assertThat(Sr25519.verify(publicKey, HEX.parseHex(message), signature)).isTrue();
            signature[random.nextInt(64)] ^= (byte) (1 << random.nextInt(8));
            assertThat(Sr25519.verify(publicKey, HEX.parseHex(message), signature)).isFalse();
        }
    }

    @Test
    void shouldBeVerifiedByThem_whenWeSign() throws IOException {
        for (int i = 0; i < ROUNDS; i++) {
            var key = RenterKey.fromHex(hex(32));
            var message = hex(random.nextInt(400));
            var signature = key.sign(HEX.parseHex(message));

            assertThat(verifiedByThem(key, message, signature)).isTrue();
            signature[random.nextInt(64)] ^= (byte) (1 << random.nextInt(8));
            assertThat(verifiedByThem(key, message, signature)).isFalse();
        }
    }

    private static boolean verifiedByThem(RenterKey key, String message, byte[] signature) throws IOException {
        return ask(Map.of("do", "verify", "publicKey", HEX.formatHex(key.publicKey()), "message", message, "signature",
                HEX.formatHex(signature))).asBoolean();
    }

    private String hex(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return HEX.formatHex(bytes);
    }

    private static JsonNode ask(Map<String, String> command) throws IOException {
        commands.write(JSON.writeValueAsString(command) + "\n");
        commands.flush();
        var line = answers.readLine();
        assertThat(line).as("node ended; its errors are in target/interop/stderr.txt").isNotNull();
        return JSON.readTree(line).get("answer");
    }

    private static void run(Path directory, String... command) throws IOException, InterruptedException {
        var process = start(directory, command);
        var output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as("%s: %s, see target/interop/stderr.txt", String.join(" ", command), output).isZero();
    }

    private static Process start(Path directory, String... command) throws IOException {
        try {
            return new ProcessBuilder(command).directory(directory.toFile())
                    .redirectError(ProcessBuilder.Redirect.appendTo(directory.resolve("stderr.txt").toFile())).start();
        } catch (IOException e) {
            throw new IOException("This test compares with an npm package and needs '" + command[0]
                    + "' (Node.js 20.19 or newer with npm) on the PATH; on Debian: apt-get install nodejs npm", e);
        }
    }
}
