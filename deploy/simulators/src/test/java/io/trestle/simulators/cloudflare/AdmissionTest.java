package io.trestle.simulators.cloudflare;

import static io.trestle.simulators.cloudflare.ApiClient.ACCOUNT;
import static io.trestle.simulators.cloudflare.ApiClient.RECORDS;
import static io.trestle.simulators.cloudflare.ApiClient.TUNNELS;
import static io.trestle.simulators.cloudflare.TunnelMother.named;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.trestle.simulators.cloudflare.api.CloudflareContract;
import io.vertx.core.json.JsonObject;

class AdmissionTest {

    @RegisterExtension
    static final RunningSimulator SIMULATOR = RunningSimulator.withDefaults();

    private static final String FOREIGN = "ffffffffffffffffffffffffffffffff";
    private static final String MALFORMED_ID = "not-an-id";

    private static ApiClient as(String authorization) {
        return ApiClient.with(SIMULATOR.get(), authorization);
    }

    @Nested
    class Header {

        @Test
        void shouldBeThere() {
            as("").get(TUNNELS).failsWith(400, 9106);
        }

        @ParameterizedTest
        @ValueSource(strings = {"local-tunnel-token", "Bearer", "Bearer ", "bearer local-tunnel-token", "Basic dXNlcjpwYXNz",
                "Bearer two words", "Bearer tök3n"})
        void shouldBeBearerOfToken(String authorization) {
            as(authorization).get(TUNNELS).failsWith(400, 6003).because(6111);
        }

        @Test
        void shouldNotBeTunnelsOwnToken() {
            var token = SIMULATOR.tunnels().post(TUNNELS, named("m-1")).result().getString("token");

            as("Bearer " + token).get(TUNNELS).failsWith(400, 6003).because(6111);
        }

        @Test
        void shouldNotBeGlobalKey_ofWhichThereIsNone() {
            var client = as("");
            client.checked(client.request(TUNNELS).header("x-auth-email", "a@example.org").header("x-auth-key", "short").GET())
                    .failsWith(400, 6003).because(6103);
            client.checked(client.request(TUNNELS).header("x-auth-email", "a@example.org").header("x-auth-key", "0".repeat(37)).GET())
                    .failsWith(403, 9103);
        }
    }

    @Nested
    class Token {

        @Test
        void shouldBeKnown() {
            as("Bearer some-other-token").get(TUNNELS).failsWith(401, 10000).saying("Authentication error");
            as("Bearer some-other-token").get(RECORDS).failsWith(403, 9109).saying("Invalid access token");
        }

        @Test
        void shouldHaveTheScope() {
            SIMULATOR.dns().get(TUNNELS).failsWith(403, 10000);
            SIMULATOR.tunnels().get(RECORDS).failsWith(403, 10000);
        }

        @Test
        void shouldBelongToAccountAndZone() {
            SIMULATOR.tunnels().get("/accounts/" + FOREIGN + "/cfd_tunnel").failsWith(403, 9109)
                    .saying("Unauthorized to access requested resource");
            SIMULATOR.dns().get("/zones/" + FOREIGN + "/dns_records").failsWith(403, 9109);
        }

        @Test
        void shouldVerify() {
            for (var path : new String[]{"/user/tokens/verify", "/accounts/" + ACCOUNT.accountId() + "/tokens/verify"}) {
                assertThat(SIMULATOR.tunnels().get(path).result().getString("status")).isEqualTo("active");
                assertThat(SIMULATOR.dns().get(path).result().getString("status")).isEqualTo("active");
                as("Bearer some-other-token").get(path).failsWith(401, 1000).saying("Invalid API Token");
            }
        }

        @Test
        void shouldSeeItsZone() {
            var zone = SIMULATOR.dns().get("/zones/" + ACCOUNT.zoneId()).result();

            assertThat(zone.getString("name")).isEqualTo(ACCOUNT.zoneName());
            assertThat(zone.getJsonObject("account").getString("id")).isEqualTo(ACCOUNT.accountId());
        }
    }

    @Nested
    class Route {

        @ParameterizedTest
        @ValueSource(strings = {"/accounts/not-an-id/cfd_tunnel", "/accounts/10CA1ACC000000000000000000000001/cfd_tunnel", "/nowhere",
                "/accounts/10ca1acc000000000000000000000001/cfd_tunnel/m-1", "/accounts/10ca1acc000000000000000000000001/cfd_tunnel/"})
        void shouldExist_withWellFormedIds(String path) {
            SIMULATOR.tunnels().get(path).failsWith(404, 7003).saying("perhaps your object identifier is invalid?").saying("7000");
        }

        @Test
        void shouldExist_withWellFormedRecordId() {
            SIMULATOR.dns().get("/zones/" + MALFORMED_ID + "/dns_records").failsWith(404, 7003);
            SIMULATOR.dns().get(RECORDS + "/" + MALFORMED_ID).failsWith(404, 7003);
        }

        @Test
        void shouldKnowTheMethod() {
            SIMULATOR.tunnels().put(TUNNELS, new JsonObject()).failsWith(405, 10000).saying("PUT method not allowed");
        }
    }

    @Nested
    class Order {

        @Test
        void shouldBeHeaderThenTokenThenIdsThenScope() {
            var malformed = "/accounts/" + MALFORMED_ID + "/cfd_tunnel";

            as("Basic x").get(malformed).failsWith(400, 6003);
            as("Bearer some-other-token").get(malformed).failsWith(401, 10000);
            SIMULATOR.dns().get(malformed).failsWith(404, 7003);
            SIMULATOR.dns().get(TUNNELS + "?unknown=1").failsWith(403, 10000);
        }
    }

    @Nested
    class StrictContract {

        @Test
        void shouldRefuseUnknownMember_andNoteIt() {
            SIMULATOR.tunnels().post(TUNNELS, named("m-1").put("surplus", 1)).failsWith(400, CloudflareContract.VIOLATION)
                    .saying("surplus");

            assertThat(SIMULATOR.get().state().tunnels()).isEmpty();
            assertThat(SIMULATOR.get().journal().violations()).singleElement()
                    .satisfies(entry -> assertThat(entry.violations()).singleElement().asString().contains("surplus"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"?unknown=1", "?page=first", "?page=0", "?is_deleted=maybe", "?status=fine"})
        void shouldRefuseQuery(String query) {
            SIMULATOR.tunnels().get(TUNNELS + query).failsWith(400, CloudflareContract.VIOLATION);
        }

        @Test
        void shouldRefuseBody_thatIsNotJson() {
            SIMULATOR.tunnels().post(TUNNELS, "application/json", "{\"name\":").failsWith(400, CloudflareContract.VIOLATION);
            SIMULATOR.tunnels().post(TUNNELS, "text/plain", named("m-1").encode()).failsWith(400, CloudflareContract.VIOLATION);
            SIMULATOR.tunnels().post(TUNNELS, "application/json", "").failsWith(400, CloudflareContract.VIOLATION);
        }

        @Test
        void shouldTakeTextThatLooksLikeSomethingElse() {
            SIMULATOR.tunnels().get(TUNNELS + "?name=true").succeeds();
            SIMULATOR.tunnels().get(TUNNELS + "?name=42").succeeds();
            SIMULATOR.tunnels().get(TUNNELS + "?name=%22quoted%22%5C%0A").succeeds();
        }
    }

    @Nested
    class LenientContract {

        @Test
        void shouldForgive_butNoteIt() {
            try (var simulator = CloudflareSimulator.start(CloudflareSimulatorConfig.defaults().lenient())) {
                ApiClient.ofTunnels(simulator).post(TUNNELS, named("m-1").put("surplus", 1)).succeeds();
                ApiClient.ofTunnels(simulator).get(TUNNELS + "?page=first").succeeds();

                assertThat(simulator.journal().violations()).hasSize(2);
            }
        }

        @Test
        void shouldAnswerAsTheRealApi_whenBodyMakesNoSense() {
            try (var simulator = CloudflareSimulator.start(CloudflareSimulatorConfig.defaults().lenient())) {
                ApiClient.ofTunnels(simulator).post(TUNNELS, "application/json", "{\"name\":").failsWith(400, 6007);
                ApiClient.ofTunnels(simulator).post(TUNNELS, "application/json", "[]").failsWith(400, 6007);
                ApiClient.ofTunnels(simulator).post(TUNNELS, named("m-1").put("config_src", "mars")).failsWith(400, 1001);
                ApiClient.ofDns(simulator).post(RECORDS, DnsMother.tunnel("m-1").put("proxied", "yes")).failsWith(400, 6007);
                ApiClient.ofDns(simulator).post(RECORDS, new JsonObject()).failsWith(400, 1004);
            }
        }
    }

    @Nested
    class EveryAnswer {

        @Test
        void shouldCarryRayId() {
            assertThat(SIMULATOR.tunnels().get(TUNNELS).header("cf-ray")).matches("[0-9a-f]{16}-SIM");
            assertThat(as("").get("/nowhere").header("cf-ray")).matches("[0-9a-f]{16}-SIM");
        }
    }
}
