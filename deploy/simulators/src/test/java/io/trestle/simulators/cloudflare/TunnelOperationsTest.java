package io.trestle.simulators.cloudflare;

import static io.trestle.simulators.cloudflare.ApiClient.ACCOUNT;
import static io.trestle.simulators.cloudflare.ApiClient.TUNNELS;
import static io.trestle.simulators.cloudflare.TunnelMother.OTHER_SECRET;
import static io.trestle.simulators.cloudflare.TunnelMother.SECRET;
import static io.trestle.simulators.cloudflare.TunnelMother.base64;
import static io.trestle.simulators.cloudflare.TunnelMother.decoded;
import static io.trestle.simulators.cloudflare.TunnelMother.named;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Base64;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.trestle.simulators.cloudflare.api.CloudflareLimits;
import io.trestle.simulators.cloudflare.tunnel.NewConnector;
import io.vertx.core.json.JsonObject;

class TunnelOperationsTest {

    @RegisterExtension
    static final RunningSimulator SIMULATOR = RunningSimulator.withDefaults();

    static String created(String name) {
        return SIMULATOR.tunnels().post(TUNNELS, named(name)).result().getString("id");
    }

    @Nested
    class Create {

        @Test
        void shouldReturnInactiveTunnelWithCredentials_whenNameIsFree() {
            var tunnel = SIMULATOR.tunnels().post(TUNNELS, named("m-1")).result();

            assertThat(tunnel.getString("name")).isEqualTo("m-1");
            assertThat(tunnel.getString("status")).isEqualTo("inactive");
            assertThat(tunnel.getString("config_src")).isEqualTo("local");
            assertThat(tunnel.getString("conns_inactive_at")).isEqualTo(tunnel.getString("created_at"));
            assertThat(tunnel.getJsonObject("credentials_file")).isEqualTo(new JsonObject().put("AccountTag", ACCOUNT.accountId())
                    .put("TunnelID", tunnel.getString("id")).put("TunnelName", "m-1").put("TunnelSecret", SECRET));
            assertThat(decoded(tunnel.getString("token"))).isEqualTo(
                    new JsonObject().put("a", ACCOUNT.accountId()).put("t", tunnel.getString("id")).put("s", SECRET));
        }

        @Test
        void shouldMakeUpSecretOf32Bytes_whenNoneIsGiven() {
            var first = SIMULATOR.tunnels().post(TUNNELS, new JsonObject().put("name", "m-1")).result();
            var second = SIMULATOR.tunnels().post(TUNNELS, new JsonObject().put("name", "m-2")).result();

            var secret = decoded(first.getString("token")).getString("s");
            assertThat(Base64.getDecoder().decode(secret)).hasSize(32);
            assertThat(decoded(second.getString("token")).getString("s")).isNotEqualTo(secret);
        }

        @ParameterizedTest
        @ValueSource(strings = {"c2hvcnQ=", "", "not base64 at all, but long enough for 32 bytes"})
        void shouldRefuse_whenSecretIsNotBase64Of32Bytes(String secret) {
            SIMULATOR.tunnels().post(TUNNELS, named("m-1").put("tunnel_secret", secret)).failsWith(400, 1001);

            assertThat(SIMULATOR.get().state().tunnels()).isEmpty();
        }

        @Test
        void shouldTakeLongerSecret() {
            var secret = base64("a synthetic secret of rather more than 32 bytes");

            var tunnel = SIMULATOR.tunnels().post(TUNNELS, named("m-1").put("tunnel_secret", secret)).result();

            assertThat(decoded(tunnel.getString("token")).getString("s")).isEqualTo(secret);
        }

        @Test
        void shouldRefuse_whenNameIsEmpty() {
            SIMULATOR.tunnels().post(TUNNELS, named("")).failsWith(400, 1001);
        }

        @Test
        void shouldRefuse_whenLiveTunnelHasTheName() {
            created("m-1");

            SIMULATOR.tunnels().post(TUNNELS, named("m-1")).failsWith(409, 1013).saying("You already have a tunnel with this name.");
        }

        @Test
        void shouldReuseName_whenItsTunnelIsDeleted() {
            var first = created("m-1");
            SIMULATOR.tunnels().delete(TUNNELS + "/" + first).succeeds();

            assertThat(created("m-1")).isNotEqualTo(first);
        }

        @Test
        void shouldLeaveCredentialsOut_whenConfigured() {
            try (var simulator = CloudflareSimulator.start(CloudflareSimulatorConfig.defaults().withoutCredentialsOnCreate())) {
                var client = ApiClient.ofTunnels(simulator);

                var tunnel = client.post(TUNNELS, named("m-1")).result();

                assertThat(tunnel.fieldNames()).doesNotContain("credentials_file", "token");
                var token = client.get(TUNNELS + "/" + tunnel.getString("id") + "/token").succeeds().json().getString("result");
                assertThat(decoded(token).getString("s")).isEqualTo(SECRET);
            }
        }

        @Test
        void shouldRefuse_whenAccountIsFull_untilOneIsDeleted() {
            var limits = CloudflareLimits.freePlan().withTunnels(1);
            try (var simulator = CloudflareSimulator.start(CloudflareSimulatorConfig.defaults().withLimits(limits))) {
                var client = ApiClient.ofTunnels(simulator);
                var first = client.post(TUNNELS, named("m-1")).result().getString("id");

                client.post(TUNNELS, named("m-2")).failsWith(400, 1010);

                client.delete(TUNNELS + "/" + first).succeeds();
                client.post(TUNNELS, named("m-2")).succeeds();
            }
        }
    }

    @Nested
    class ListAll {

        @Test
        void shouldBeEmpty_whenThereIsNone() {
            var answer = SIMULATOR.tunnels().get(TUNNELS);

            assertThat(answer.results()).isEmpty();
            assertThat(answer.pageInfo().getInteger("total_count")).isZero();
        }

        @Test
        void shouldShowDeletedToo_unlessAskedNotTo() {
            created("m-1");
            SIMULATOR.tunnels().delete(TUNNELS + "/" + created("m-2")).succeeds();

            assertThat(names("")).containsExactly("m-1", "m-2");
            assertThat(names("?is_deleted=false")).containsExactly("m-1");
            assertThat(names("?is_deleted=true")).containsExactly("m-2");
        }

        @ParameterizedTest
        @CsvSource({"?name=a-1, a-1", "?include_prefix=a-, a-1 a-2", "?name_prefix=a-, a-1 a-2", "?exclude_prefix=a-, b-1",
                "?include_prefix=a-&exclude_prefix=a-1, a-2", "?status=healthy, b-1", "?status=inactive, a-1 a-2", "?name=nobody, ''"})
        void shouldFilter(String query, String expected) {
            created("a-1");
            created("a-2");
            SIMULATOR.get().state().attachConnector(NewConnector.of(created("b-1")));

            assertThat(String.join(" ", names(query))).isEqualTo(expected);
        }

        @Test
        void shouldFilterById() {
            created("a-1");
            var second = created("a-2");

            assertThat(names("?uuid=" + second)).containsExactly("a-2");
        }

        @Test
        void shouldFilterByTime() {
            var clock = SIMULATOR.get().clock();
            var before = clock.instant();
            clock.advance(Duration.ofMinutes(1));
            var id = created("m-1");
            var connector = SIMULATOR.get().state().attachConnector(NewConnector.of(id));
            var during = clock.instant();
            clock.advance(Duration.ofMinutes(1));
            SIMULATOR.get().state().detachConnector(connector.id());
            SIMULATOR.tunnels().delete(TUNNELS + "/" + id).succeeds();
            var after = clock.instant();

            assertThat(names("?existed_at=" + before)).isEmpty();
            assertThat(names("?existed_at=" + during)).containsExactly("m-1");
            assertThat(names("?existed_at=" + after)).isEmpty();
            assertThat(names("?was_inactive_at=" + after)).containsExactly("m-1");
            assertThat(names("?was_active_at=" + before)).isEmpty();
            SIMULATOR.tunnels().get(TUNNELS + "?existed_at=yesterday").failsWith(400, 6003);
        }

        @Test
        void shouldFilterByActivity_whenConnected() {
            SIMULATOR.get().state().attachConnector(NewConnector.of(created("m-1")));
            created("m-2");

            assertThat(names("?was_active_at=" + SIMULATOR.get().clock().instant())).containsExactly("m-1");
        }

        @Test
        void shouldPage_andEndWithAnEmptyPage() {
            for (var i = 1; i <= 5; i++) {
                created("m-" + i);
            }

            assertThat(names("?per_page=2&page=1")).containsExactly("m-1", "m-2");
            assertThat(names("?per_page=2&page=3")).containsExactly("m-5");
            assertThat(names("?per_page=2&page=4")).isEmpty();
            assertThat(SIMULATOR.tunnels().get(TUNNELS + "?per_page=2&page=3").pageInfo()).isEqualTo(new JsonObject().put("page", 3)
                    .put("per_page", 2).put("count", 1).put("total_count", 5).put("total_pages", 3));
        }

        private java.util.List<String> names(String query) {
            return SIMULATOR.tunnels().get(TUNNELS + query).results().stream().map(tunnel -> tunnel.getString("name")).toList();
        }
    }

    @Nested
    class Get {

        @Test
        void shouldNotRevealCredentials() {
            var tunnel = SIMULATOR.tunnels().get(TUNNELS + "/" + created("m-1")).result();

            assertThat(tunnel.encode()).doesNotContain(SECRET, "token", "credentials_file");
        }

        @Test
        void shouldStillReturnDeletedTunnel() {
            var id = created("m-1");
            SIMULATOR.tunnels().delete(TUNNELS + "/" + id).succeeds();

            assertThat(SIMULATOR.tunnels().get(TUNNELS + "/" + id).result().getString("deleted_at")).isNotNull();
        }

        @Test
        void shouldFail_whenThereIsNoSuchTunnel() {
            SIMULATOR.tunnels().get(TUNNELS + "/00000000-0000-4000-8000-000000000000").failsWith(404, 1002);
        }
    }

    @Nested
    class Token {

        @Test
        void shouldBeBareString_thatHoldsAccountTunnelAndSecret() {
            var id = created("m-1");

            var token = SIMULATOR.tunnels().get(TUNNELS + "/" + id + "/token").succeeds().json().getString("result");

            assertThat(decoded(token))
                    .isEqualTo(new JsonObject().put("a", ACCOUNT.accountId()).put("t", id).put("s", SECRET));
        }

        @Test
        void shouldFail_whenTunnelIsDeleted() {
            var id = created("m-1");
            SIMULATOR.tunnels().delete(TUNNELS + "/" + id).succeeds();

            SIMULATOR.tunnels().get(TUNNELS + "/" + id + "/token").failsWith(404, 1002);
        }
    }

    @Nested
    class Change {

        @Test
        void shouldRename() {
            var id = created("m-1");

            SIMULATOR.tunnels().patch(TUNNELS + "/" + id, new JsonObject().put("name", "m-2")).succeeds();

            assertThat(SIMULATOR.tunnels().get(TUNNELS + "/" + id).result().getString("name")).isEqualTo("m-2");
        }

        @Test
        void shouldRefuse_whenNewNameIsTaken() {
            created("m-1");

            SIMULATOR.tunnels().patch(TUNNELS + "/" + created("m-2"), new JsonObject().put("name", "m-1")).failsWith(409, 1013);
        }

        @Test
        void shouldTakeItsOwnName() {
            SIMULATOR.tunnels().patch(TUNNELS + "/" + created("m-1"), new JsonObject().put("name", "m-1")).succeeds();
        }

        @Test
        void shouldRotateSecret_andKeepName() {
            var id = created("m-1");

            var changed = SIMULATOR.tunnels().patch(TUNNELS + "/" + id, new JsonObject().put("tunnel_secret", OTHER_SECRET)).result();

            var token = SIMULATOR.tunnels().get(TUNNELS + "/" + id + "/token").json().getString("result");
            assertThat(decoded(token).getString("s")).isEqualTo(OTHER_SECRET);
            assertThat(changed.getString("name")).isEqualTo("m-1");
        }

        @Test
        void shouldRefuse_whenNewSecretIsShort() {
            SIMULATOR.tunnels().patch(TUNNELS + "/" + created("m-1"), new JsonObject().put("tunnel_secret", "c2hvcnQ="))
                    .failsWith(400, 1001);
        }

        @Test
        void shouldFail_whenTunnelIsDeleted() {
            var id = created("m-1");
            SIMULATOR.tunnels().delete(TUNNELS + "/" + id).succeeds();

            SIMULATOR.tunnels().patch(TUNNELS + "/" + id, new JsonObject().put("name", "m-2")).failsWith(404, 1002);
        }
    }

    @Nested
    class Delete {

        @Test
        void shouldReturnTombstone() {
            var id = created("m-1");

            var deleted = SIMULATOR.tunnels().delete(TUNNELS + "/" + id).result();

            assertThat(deleted.getString("deleted_at")).isNotNull();
            assertThat(SIMULATOR.get().state().liveTunnels()).isEmpty();
            assertThat(SIMULATOR.get().state().tunnels()).hasSize(1);
        }

        @Test
        void shouldRefuse_whenConnectorsAreThere() {
            var id = created("m-1");
            SIMULATOR.get().state().attachConnector(NewConnector.of(id));

            SIMULATOR.tunnels().delete(TUNNELS + "/" + id).failsWith(400, 1022)
                    .saying("Cannot delete tunnel because it has active connections");
            assertThat(SIMULATOR.get().state().liveTunnels()).hasSize(1);
        }

        @Test
        void shouldDropConnectors_whenCascading() {
            var id = created("m-1");
            SIMULATOR.get().state().attachConnector(NewConnector.of(id));

            SIMULATOR.tunnels().delete(TUNNELS + "/" + id + "?cascade=true").succeeds();

            assertThat(SIMULATOR.get().state().connectors()).isEmpty();
        }

        @Test
        void shouldFail_whenDeletedAlready() {
            var id = created("m-1");
            SIMULATOR.tunnels().delete(TUNNELS + "/" + id).succeeds();

            SIMULATOR.tunnels().delete(TUNNELS + "/" + id).failsWith(404, 1002);
        }
    }
}
