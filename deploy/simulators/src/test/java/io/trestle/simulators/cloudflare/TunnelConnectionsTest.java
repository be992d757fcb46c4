package io.trestle.simulators.cloudflare;

import static io.trestle.simulators.cloudflare.ApiClient.TUNNELS;
import static io.trestle.simulators.cloudflare.TunnelMother.OTHER_SECRET;
import static io.trestle.simulators.cloudflare.TunnelMother.SECRET;
import static io.trestle.simulators.cloudflare.TunnelMother.catchAll;
import static io.trestle.simulators.cloudflare.TunnelMother.ingress;
import static io.trestle.simulators.cloudflare.TunnelMother.named;
import static io.trestle.simulators.cloudflare.TunnelMother.remotelyConfigured;
import static io.trestle.simulators.cloudflare.TunnelMother.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.trestle.simulators.cloudflare.tunnel.ConnectorRefusedException;
import io.trestle.simulators.cloudflare.tunnel.NewConnector;
import io.vertx.core.json.JsonObject;

class TunnelConnectionsTest {

    @RegisterExtension
    static final RunningSimulator SIMULATOR = RunningSimulator.withDefaults();

    private String tunnel;

    @BeforeEach
    void createTunnel() {
        tunnel = SIMULATOR.tunnels().post(TUNNELS, named("m-1")).result().getString("id");
    }

    private CloudflareState state() {
        return SIMULATOR.get().state();
    }

    private JsonObject shown() {
        return SIMULATOR.tunnels().get(TUNNELS + "/" + tunnel).result();
    }

    private List<JsonObject> connectors() {
        return SIMULATOR.tunnels().get(TUNNELS + "/" + tunnel + "/connections").results();
    }

    @Nested
    class Status {

        @Test
        void shouldBeHealthy_whenConnectorHoldsFourConnections() {
            state().attachConnector(NewConnector.of(tunnel));

            assertThat(shown().getString("status")).isEqualTo("healthy");
            assertThat(shown().getString("conns_active_at")).isNotNull();
            assertThat(shown().getString("conns_inactive_at")).isNull();
        }

        @Test
        void shouldBeDegraded_whenConnectionIsMissing() {
            state().attachConnector(NewConnector.of(tunnel).withConnections(3));

            assertThat(shown().getString("status")).isEqualTo("degraded");
        }

        @Test
        void shouldBeDown_whenLastConnectorWent() {
            state().detachConnector(state().attachConnector(NewConnector.of(tunnel)).id());

            assertThat(shown().getString("status")).isEqualTo("down");
            assertThat(shown().getString("conns_active_at")).isNull();
            assertThat(shown().getString("conns_inactive_at")).isNotNull();
        }
    }

    @Nested
    class Connections {

        @Test
        void shouldBeEmpty_whenNobodyConnected() {
            assertThat(connectors()).isEmpty();
        }

        @Test
        void shouldShowEveryConnectorWithItsConnections() {
            var first = state().attachConnector(NewConnector.of(tunnel).from("203.0.113.7"));
            state().attachConnector(NewConnector.of(tunnel).from("198.51.100.9").withConnections(1));

            assertThat(connectors()).hasSize(2);
            var shown = connectors().get(0);
            assertThat(shown.getString("id")).isEqualTo(first.id());
            assertThat(shown.getJsonArray("conns")).hasSize(4);
            assertThat(shown.getJsonArray("conns").getJsonObject(0).getString("origin_ip")).isEqualTo("203.0.113.7");
            assertThat(shown.getJsonArray("conns").getJsonObject(0).getString("client_id")).isEqualTo(first.id());
        }

        @Test
        void shouldFail_whenThereIsNoSuchTunnel() {
            SIMULATOR.tunnels().get(TUNNELS + "/00000000-0000-4000-8000-000000000000/connections").failsWith(404, 1002);
        }
    }

    @Nested
    class Attach {

        @Test
        void shouldBeRefused_whenSecretIsWrong() {
            assertThatThrownBy(() -> state().attachConnector(NewConnector.of(tunnel).withSecret(OTHER_SECRET)))
                    .isInstanceOf(ConnectorRefusedException.class).hasMessage("Unauthorized: Invalid tunnel secret");
        }

        @Test
        void shouldBeRefused_whenTunnelIsDeleted() {
            SIMULATOR.tunnels().delete(TUNNELS + "/" + tunnel).succeeds();

            assertThatThrownBy(() -> state().attachConnector(NewConnector.of(tunnel))).isInstanceOf(ConnectorRefusedException.class);
        }
    }

    @Nested
    class DropConnections {

        @Test
        void shouldDropAll() {
            state().attachConnector(NewConnector.of(tunnel));
            state().attachConnector(NewConnector.of(tunnel));

            SIMULATOR.tunnels().delete(TUNNELS + "/" + tunnel + "/connections").succeeds();

            assertThat(connectors()).isEmpty();
            SIMULATOR.tunnels().delete(TUNNELS + "/" + tunnel).succeeds();
        }

        @Test
        void shouldDropOne_whenClientIsGiven() {
            var stays = state().attachConnector(NewConnector.of(tunnel));
            var goes = state().attachConnector(NewConnector.of(tunnel));

            SIMULATOR.tunnels().delete(TUNNELS + "/" + tunnel + "/connections?client_id=" + goes.id()).succeeds();

            assertThat(connectors()).extracting(connector -> connector.getString("id")).containsExactly(stays.id());
        }

        @Test
        void shouldSeeConnectorAgain_whenItRegistersWithPresentSecret() {
            state().attachConnector(NewConnector.of(tunnel).withSecret(SECRET).returning());

            SIMULATOR.tunnels().delete(TUNNELS + "/" + tunnel + "/connections").succeeds();

            assertThat(connectors()).hasSize(1);
            SIMULATOR.tunnels().delete(TUNNELS + "/" + tunnel).failsWith(400, 1022);
        }

        @Test
        void shouldBeRidOfConnector_whenSecretWasRotated() {
            state().attachConnector(NewConnector.of(tunnel).withSecret(SECRET).returning());
            SIMULATOR.tunnels().patch(TUNNELS + "/" + tunnel, new JsonObject().put("tunnel_secret", OTHER_SECRET)).succeeds();
            assertThat(connectors()).as("a rotation alone drops nobody").hasSize(1);

            SIMULATOR.tunnels().delete(TUNNELS + "/" + tunnel + "/connections").succeeds();

            assertThat(connectors()).isEmpty();
        }
    }

    @Nested
    class Configuration {

        @Test
        void shouldBeKeptAndCounted_whenTunnelIsConfiguredAtCloudflare() {
            var remote = SIMULATOR.tunnels().post(TUNNELS, remotelyConfigured("m-2")).result().getString("id");
            var path = TUNNELS + "/" + remote + "/configurations";
            assertThat(SIMULATOR.tunnels().get(path).result().getValue("config")).isNull();
            var config = ingress(rule("m-2.example.test", "http://localhost:3009"), catchAll());

            SIMULATOR.tunnels().put(path, config).succeeds();
            SIMULATOR.tunnels().put(path, config).succeeds();

            var kept = SIMULATOR.tunnels().get(path).result();
            assertThat(kept.getJsonObject("config")).isEqualTo(config.getJsonObject("config"));
            assertThat(kept.getInteger("version")).isEqualTo(1);
            assertThat(kept.getString("source")).isEqualTo("cloudflare");
        }

        @Test
        void shouldFail_whenTunnelIsConfiguredLocally() {
            SIMULATOR.tunnels().get(TUNNELS + "/" + tunnel + "/configurations").failsWith(404, 1055);
            SIMULATOR.tunnels().put(TUNNELS + "/" + tunnel + "/configurations", ingress(catchAll())).failsWith(404, 1055);
        }

        @Test
        void shouldBeRefused_whenLastRuleIsNotForEverything() {
            var remote = SIMULATOR.tunnels().post(TUNNELS, remotelyConfigured("m-2")).result().getString("id");
            var path = TUNNELS + "/" + remote + "/configurations";

            SIMULATOR.tunnels().put(path, ingress(rule("m-2.example.test", "http://localhost:3009"))).failsWith(400, 1056);
            SIMULATOR.tunnels().put(path, ingress(catchAll(), catchAll())).failsWith(400, 1056);
        }
    }
}
