package io.trestle.simulators.cloudflare;

import static io.trestle.simulators.cloudflare.ApiClient.ACCOUNT;
import static io.trestle.simulators.cloudflare.ApiClient.RECORDS;
import static io.trestle.simulators.cloudflare.ApiClient.TUNNELS;
import static io.trestle.simulators.cloudflare.DnsMother.ZONE;
import static io.trestle.simulators.cloudflare.TunnelMother.named;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.vertx.core.json.JsonObject;

class DnsRoutesTest {

    @RegisterExtension
    static final RunningSimulator SIMULATOR = RunningSimulator.withDefaults();

    private String tunnel;

    @BeforeEach
    void createTunnel() {
        tunnel = SIMULATOR.tunnels().post(TUNNELS, named("m-1")).result().getString("id");
    }

    private ApiAnswer route(boolean overwrite) {
        return route(tunnel, overwrite);
    }

    private static ApiAnswer route(String tunnelId, boolean overwrite) {
        return SIMULATOR.dns().put("/zones/" + ACCOUNT.zoneId() + "/tunnels/" + tunnelId + "/routes",
                new JsonObject().put("type", "dns").put("user_hostname", "m-1." + ZONE).put("overwrite_existing", overwrite));
    }

    @Nested
    class Route {

        @Test
        void shouldLeadHostToTunnel_whenNothingStandsThere() {
            assertThat(route(false).result()).isEqualTo(new JsonObject().put("cname", "new").put("name", "m-1." + ZONE));

            assertThat(SIMULATOR.get().state().dnsRecords()).singleElement().satisfies(present -> {
                assertThat(present.content()).isEqualTo(tunnel + ".cfargotunnel.com");
                assertThat(present.proxied()).isTrue();
            });
        }

        @Test
        void shouldChangeNothing_whenItLeadsThereAlready() {
            route(false).succeeds();

            assertThat(route(false).result().getString("cname")).isEqualTo("unchanged");
        }

        @Test
        void shouldRefuse_whenAnotherRecordStandsThere() {
            SIMULATOR.dns().post(RECORDS, DnsMother.address("m-1", "192.0.2.1")).succeeds();

            route(false).failsWith(400, 1003).saying("An A, AAAA, or CNAME record with that host already exists.");
        }

        @Test
        void shouldReplaceAll_whenToldToOverwrite() {
            SIMULATOR.dns().post(RECORDS, DnsMother.address("m-1", "192.0.2.1")).succeeds();
            SIMULATOR.dns().post(RECORDS, DnsMother.address("m-1", "192.0.2.2")).succeeds();

            assertThat(route(true).result().getString("cname")).isEqualTo("updated");
            assertThat(SIMULATOR.get().state().dnsRecords()).singleElement()
                    .satisfies(present -> assertThat(present.type()).isEqualTo("CNAME"));
        }

        @Test
        void shouldFail_whenThereIsNoSuchTunnel() {
            route("00000000-0000-4000-8000-000000000000", false).failsWith(404, 1002);
        }
    }
}
