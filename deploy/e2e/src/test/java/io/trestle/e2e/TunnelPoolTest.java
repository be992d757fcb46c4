package io.trestle.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.UUID;

import org.junit.jupiter.api.Test;

/** Tunnels made ahead: a registration needs Cloudflare only afterwards. */
class TunnelPoolTest {

    private static final int SIZE = 2;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static long pooled(URI adapter) throws Exception {
        var answer = Answer.of(HttpClient.newHttpClient().send(HttpRequest.newBuilder(adapter.resolve("/tunnels")).build(),
                BodyHandlers.ofString()));
        return answer.body().findValuesAsText("status").stream().filter("pooled"::equals).count();
    }

    @Test
    void shouldAnswerWithTheCredentialAtOnce_whenCloudflareIsDown() throws Exception {
        try (var stack = Suite.another(config -> config.with(Suite.CLOUDFLARE_ADAPTER, "TRESTLE_CLOUDFLARE_POOL_SIZE", "" + SIZE)
                .with(Suite.CLIENT_API, "TRESTLE_REGISTRATION_WAIT", "20s"))) {
            var adapter = stack.url(Suite.CLOUDFLARE_ADAPTER);
            var registrations = new Registrations(stack.url(Suite.CLIENT_API));
            await().atMost(PATIENCE).until(() -> pooled(adapter) == SIZE);
            stack.stop(Suite.CLOUDFLARE_SIMULATOR);

            var answer = registrations.register(UUID.randomUUID().toString()).get();

            assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
            var id = answer.body().path("id").asText();
            assertThat(answer.body().at("/credential/TunnelSecret").asText()).isNotEmpty();
            assertThat(answer.body().at("/config/ingress/0/hostname").asText()).startsWith(id + ".");

            stack.start(Suite.CLOUDFLARE_SIMULATOR);
            stack.awaitReady(Suite.CLOUDFLARE_SIMULATOR);
            var cloudflare = new CloudflareControl(stack.url(Suite.CLOUDFLARE_SIMULATOR));
            assertThat(cloudflare.tunnelsOf(id)).isEqualTo(1);
            assertThat(cloudflare.recordsOf(id)).isEqualTo(1);
            await().atMost(PATIENCE).until(() -> pooled(adapter) == SIZE);
        }
    }
}
