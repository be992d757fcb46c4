package io.trestle.simulators.cloudflare;

import static io.trestle.simulators.cloudflare.ApiClient.RECORDS;
import static io.trestle.simulators.cloudflare.ApiClient.TUNNELS;
import static io.trestle.simulators.cloudflare.TunnelMother.OTHER_SECRET;
import static io.trestle.simulators.cloudflare.TunnelMother.SECRET;
import static io.trestle.simulators.cloudflare.TunnelMother.named;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.vertx.core.json.JsonObject;

class ControlSurfaceTest {

    @RegisterExtension
    static final RunningSimulator SIMULATOR = RunningSimulator.withDefaults();

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static HttpResponse<String> call(String method, String path, String body) {
        try {
            var request = HttpRequest.newBuilder(URI.create(SIMULATOR.get().origin() + "/__sim" + path))
                    .method(method, HttpRequest.BodyPublishers.ofString(body)).build();
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static JsonObject json(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return new JsonObject(response.body());
    }

    private static String createdTunnel() {
        return SIMULATOR.tunnels().post(TUNNELS, named("m-1")).result().getString("id");
    }

    @Nested
    class State {

        @Test
        void shouldShowTunnelsConnectorsAndRecords() {
            var tunnel = createdTunnel();
            SIMULATOR.dns().post(RECORDS, DnsMother.tunnel("m-1")).succeeds();
            call("POST", "/connectors", new JsonObject().put("tunnelId", tunnel).encode());

            var state = json(call("GET", "/state", ""));

            assertThat(state.getJsonArray("tunnels").getJsonObject(0).getString("id")).isEqualTo(tunnel);
            assertThat(state.getJsonArray("connectors").getJsonObject(0).getString("tunnelId")).isEqualTo(tunnel);
            assertThat(state.getJsonArray("dnsRecords").getJsonObject(0).getString("content")).isEqualTo(DnsMother.TARGET);
        }

        @Test
        void shouldBeEmptied() {
            createdTunnel();

            assertThat(json(call("DELETE", "/state", "")).getJsonArray("tunnels")).isEmpty();
            assertThat(SIMULATOR.get().state().tunnels()).isEmpty();
        }
    }

    @Nested
    class Requests {

        @Test
        void shouldBeToldInOrder_withoutSecrets() {
            createdTunnel();
            SIMULATOR.dns().get(TUNNELS + "?name=m-1").failsWith(403, 10000);

            var journal = json(call("GET", "/journal", ""));

            assertThat(journal.encode()).doesNotContain(SECRET, ApiClient.ACCOUNT.tunnelToken(), ApiClient.ACCOUNT.dnsToken());
            var first = journal.getJsonArray("entries").getJsonObject(0);
            assertThat(first.getString("method")).isEqualTo("POST");
            assertThat(first.getString("path")).isEqualTo("/client/v4" + TUNNELS);
            assertThat(first.getString("caller")).isEqualTo("tunnels");
            assertThat(first.getInteger("status")).isEqualTo(200);
            assertThat(first.getString("body")).contains("\"name\":\"m-1\"", "\"tunnel_secret\":\"***\"");
            var second = journal.getJsonArray("entries").getJsonObject(1);
            assertThat(second.getString("query")).isEqualTo("name=m-1");
            assertThat(second.getString("caller")).isEqualTo("dns");
            assertThat(second.getInteger("status")).isEqualTo(403);
        }

        @Test
        void shouldBeForgotten() {
            createdTunnel();

            call("DELETE", "/journal", "");

            assertThat(json(call("GET", "/journal", "")).getJsonArray("entries")).isEmpty();
        }
    }

    @Nested
    class Faults {

        @Test
        void shouldBeAddedOneOrMany_andStrike() {
            call("POST", "/faults", "{\"kind\":\"ERROR_PAGE\",\"method\":\"GET\",\"path\":\"/cfd_tunnel$\",\"status\":504}");
            call("POST", "/faults", "[{\"kind\":\"DELAY\",\"method\":\"PUT\",\"delay\":\"PT1S\"},{\"kind\":\"HANG\",\"probability\":0}]");

            assertThat(SIMULATOR.tunnels().request(TUNNELS).GET().build()).satisfies(
                    request -> assertThat(HTTP.send(request, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(504));
            var script = call("GET", "/faults", "").body();
            assertThat(new io.vertx.core.json.JsonArray(script)).hasSize(3);
            assertThat(new io.vertx.core.json.JsonArray(script).getJsonObject(0).getInteger("struck")).isEqualTo(1);
        }

        @Test
        void shouldBeCleared() {
            call("POST", "/faults", "{\"kind\":\"RESET\"}");

            call("DELETE", "/faults", "");

            SIMULATOR.tunnels().get(TUNNELS).succeeds();
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "{", "7", "[1]", "{}", "{\"kind\":\"RESET\",\"nth\":\"first\"}",
                "{\"kind\":\"RESET\",\"delay\":\"soon\"}"})
        void shouldBeRefused_whenTheyMakeNoSense(String body) {
            var response = call("POST", "/faults", body);

            assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
            assertThat(new JsonObject(response.body()).getString("error")).isNotBlank();
        }
    }

    @Nested
    class Connectors {

        @Test
        void shouldComeAndGo() {
            var tunnel = createdTunnel();

            var connector = json(call("POST", "/connectors", new JsonObject().put("tunnelId", tunnel).put("secret", SECRET)
                    .put("originIp", "198.51.100.7").put("version", "2024.1.0").encode()));

            assertThat(SIMULATOR.tunnels().get(TUNNELS + "/" + tunnel + "/connections").results()).singleElement()
                    .satisfies(shown -> assertThat(shown.getString("version")).isEqualTo("2024.1.0"));
            call("DELETE", "/connectors/" + connector.getString("id"), "");
            assertThat(SIMULATOR.get().state().connectors()).isEmpty();
        }

        @Test
        void shouldBeTurnedAway_withWrongSecret() {
            var response = call("POST", "/connectors",
                    new JsonObject().put("tunnelId", createdTunnel()).put("secret", OTHER_SECRET).encode());

            assertThat(response.statusCode()).isEqualTo(401);
            assertThat(response.body()).contains("Unauthorized: Invalid tunnel secret");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "{}", "[]", "{\"tunnelId\":\"x\",\"connections\":\"many\"}"})
        void shouldBeRefused_whenTheyMakeNoSense(String body) {
            assertThat(call("POST", "/connectors", body).statusCode()).isEqualTo(400);
        }
    }

    @Nested
    class Time {

        @Test
        void shouldMoveAhead() {
            var before = SIMULATOR.get().clock().instant();

            call("POST", "/clock", "{\"advance\":\"PT5M\"}");

            assertThat(SIMULATOR.get().clock().instant()).isAfterOrEqualTo(before.plus(Duration.ofMinutes(5)));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "{}", "{\"advance\":\"later\"}", "[]"})
        void shouldNotMove_whenTheRequestMakesNoSense(String body) {
            assertThat(call("POST", "/clock", body).statusCode()).isEqualTo(400);
        }
    }
}
