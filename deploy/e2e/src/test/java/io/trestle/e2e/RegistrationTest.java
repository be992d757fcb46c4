package io.trestle.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The main job through client-api, Kafka, cloudflare-adapter and back. */
class RegistrationTest {

    private static final String PATH = "/pc/client-api/predict_signature";

    private final Registrations registrations = Suite.registrations();
    private final CloudflareControl cloudflare = Suite.cloudflare();

    @AfterEach
    void tearDown() {
        cloudflare.clear();
    }

    @Nested
    class Register {

        @Test
        void shouldAnswerCredentialAndConfig_whenTheSampleSignatureIsPosted() throws Exception {
            var answer = registrations.register(UUID.randomUUID().toString()).get();

            assertThat(answer.status()).isEqualTo(200);
            var id = answer.body().path("id").asText();
            var credential = answer.body().path("credential");
            var tunnelId = credential.path("TunnelID").asText();
            assertThat(answer.body().at("/config/tunnel").asText()).isEqualTo(tunnelId);
            assertThat(answer.body().at("/config/credentials-file").asText()).isEqualTo("tunnel_credential.json");
            assertThat(answer.body().at("/config/ingress/0/hostname").asText()).startsWith(id + ".");
            assertThat(answer.body().at("/config/ingress/0/service").asText()).isEqualTo("http://localhost:3009");
            assertThat(answer.body().at("/config/ingress/1/service").asText()).isEqualTo("http_status:404");
            var token = new String(Base64.getDecoder().decode(credential.path("token").asText()), StandardCharsets.UTF_8);
            assertThat(token).contains(tunnelId, credential.path("AccountTag").asText(), credential.path("TunnelSecret").asText());
            assertThat(answer.body().at("/data/credential")).isEqualTo(credential);
            assertThat(answer.body().path("httpStatus").asInt()).isEqualTo(200);
            assertThat(cloudflare.tunnelsOf(id)).isEqualTo(1);
            assertThat(cloudflare.recordsOf(id)).isEqualTo(1);
        }

        @Test
        void shouldAnswer202AndCompleteLater_whenCloudflareIsDown() throws Exception {
            var stack = Suite.running();
            stack.stop(Suite.CLOUDFLARE_SIMULATOR);
            Answer accepted;
            try {
                accepted = registrations.register(UUID.randomUUID().toString()).get();
            } finally {
                stack.start(Suite.CLOUDFLARE_SIMULATOR);
                stack.awaitReady(Suite.CLOUDFLARE_SIMULATOR);
            }

            assertThat(accepted.status()).isEqualTo(202);
            assertThat(accepted.body().path("status").asText()).isEqualTo("provisioning");
            assertThat(accepted.response().headers().firstValue("Retry-After")).isPresent();
            var id = accepted.body().path("id").asText();
            assertThat(accepted.response().headers().firstValue("Location")).get().asString().endsWith(PATH + "/" + id);
            await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(registrations.credential(id).status()).isEqualTo(200));
            assertThat(cloudflare.tunnelsOf(id)).isEqualTo(1);
            assertThat(cloudflare.recordsOf(id)).isEqualTo(1);
        }
    }

    @Nested
    class BadInput {

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
                "not json                                                                                     | 400",
                "{\"inputs\": [                                                                               | 400",
                "[]                                                                                           | 422",
                "{}                                                                                           | 422",
                "{\"inputs\":[{\"name\":\"a\"}],\"outputs\":\"str\"}                                           | 422",
                "{\"inputs\":[{\"name\":\"a\",\"type\":\"int\",\"validation\":{\"ge\":\"5\",\"le\":\"1\"}}],\"outputs\":\"str\"} | 422"})
        void shouldGetAClearErrorAndLeaveNothing(String body, int status) {
            var before = registrations.models();
            var tunnels = cloudflare.tunnels();

            var answer = registrations.post(PATH, "application/json", HttpRequest.BodyPublishers.ofString(body.strip()));

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.body().path("httpStatus").asInt()).isEqualTo(status);
            assertThat(answer.body().has("data")).isTrue();
            assertThat(answer.body().path("message").asText()).isNotBlank().doesNotContain("Exception", "io.trestle", "com.fasterxml");
            assertThat(registrations.models()).isEqualTo(before);
            assertThat(cloudflare.tunnels()).isEqualTo(tunnels);
        }

        @Test
        void shouldGet413_whenTheBodyHas10Megabytes() {
            var before = registrations.models();

            var answer = registrations.post(PATH, "application/json", HttpRequest.BodyPublishers.ofByteArray(new byte[10_000_000]));

            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.body().path("httpStatus").asInt()).isEqualTo(413);
            assertThat(registrations.models()).isEqualTo(before);
        }
    }
}
