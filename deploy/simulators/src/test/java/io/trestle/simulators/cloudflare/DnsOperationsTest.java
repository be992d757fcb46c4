package io.trestle.simulators.cloudflare;

import static io.trestle.simulators.cloudflare.ApiClient.RECORDS;
import static io.trestle.simulators.cloudflare.DnsMother.OTHER_TARGET;
import static io.trestle.simulators.cloudflare.DnsMother.TARGET;
import static io.trestle.simulators.cloudflare.DnsMother.ZONE;
import static io.trestle.simulators.cloudflare.DnsMother.address;
import static io.trestle.simulators.cloudflare.DnsMother.cname;
import static io.trestle.simulators.cloudflare.DnsMother.text;
import static io.trestle.simulators.cloudflare.DnsMother.tunnel;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.trestle.simulators.cloudflare.api.CloudflareLimits;
import io.vertx.core.json.JsonObject;

class DnsOperationsTest {

    @RegisterExtension
    static final RunningSimulator SIMULATOR = RunningSimulator.withDefaults();

    private static final String UNKNOWN = RECORDS + "/00000000000000000000000000000000";

    static JsonObject created(JsonObject body) {
        return SIMULATOR.dns().post(RECORDS, body).result();
    }

    static String one(JsonObject present) {
        return RECORDS + "/" + present.getString("id");
    }

    @Nested
    class Create {

        @Test
        void shouldReturnRecordWithFullName_whenNameIsLabel() {
            var present = created(tunnel("m-1").put("comment", "mgd:trestle;m=m-1;g=1"));

            assertThat(present.getString("name")).isEqualTo("m-1." + ZONE);
            assertThat(present.getString("content")).isEqualTo(TARGET);
            assertThat(present.getBoolean("proxied")).isTrue();
            assertThat(present.getBoolean("proxiable")).isTrue();
            assertThat(present.getString("comment")).isEqualTo("mgd:trestle;m=m-1;g=1");
            assertThat(present.getString("modified_on")).isEqualTo(present.getString("created_on"));
        }

        @ParameterizedTest
        @CsvSource({"m-1.tunnels.trestle.test, m-1.tunnels.trestle.test", "m-1.tunnels.trestle.test., m-1.tunnels.trestle.test",
                "M-1, m-1.tunnels.trestle.test", "@, tunnels.trestle.test", "tunnels.trestle.test, tunnels.trestle.test",
                "münchen, xn--mnchen-3ya.tunnels.trestle.test", "*.wild, *.wild.tunnels.trestle.test",
                "example.org, example.org.tunnels.trestle.test", "_acme-challenge.m-1, _acme-challenge.m-1.tunnels.trestle.test"})
        void shouldStoreNameFullAndInPunycode(String name, String stored) {
            assertThat(created(cname(name, "elsewhere.example.org")).getString("name")).isEqualTo(stored);
        }

        @Test
        void shouldMakeTtlAutomatic_whenProxied() {
            assertThat(created(tunnel("m-1").put("ttl", 300)).getInteger("ttl")).isEqualTo(1);
        }

        @Test
        void shouldKeepTtl_whenNotProxied() {
            assertThat(created(cname("m-1", TARGET).put("ttl", 300)).getInteger("ttl")).isEqualTo(300);
        }

        @Test
        void shouldBeUnproxiedWithAutomaticTtl_whenNothingElseIsSaid() {
            var present = created(cname("m-1", TARGET));

            assertThat(present.getBoolean("proxied")).isFalse();
            assertThat(present.getInteger("ttl")).isEqualTo(1);
            assertThat(present.getString("comment")).isNull();
            assertThat(present.getJsonArray("tags")).isEmpty();
        }

        @Test
        void shouldRefuse_whenZoneIsFull_untilOneIsDeleted() {
            var limits = CloudflareLimits.freePlan().withDnsRecords(1);
            try (var simulator = CloudflareSimulator.start(CloudflareSimulatorConfig.defaults().withLimits(limits))) {
                var client = ApiClient.ofDns(simulator);
                var first = client.post(RECORDS, tunnel("m-1")).result();

                client.post(RECORDS, tunnel("m-2")).failsWith(400, 81045).saying("Record quota exceeded.");

                client.delete(one(first)).succeeds();
                client.post(RECORDS, tunnel("m-2")).succeeds();
            }
        }
    }

    @Nested
    class ListAll {

        @BeforeEach
        void createRecords() {
            created(tunnel("a-1").put("comment", "mgd:trestle;m=a-1"));
            created(tunnel("a-2").put("content", OTHER_TARGET).put("comment", "mgd:other;m=a-2"));
            created(address("b-1", "192.0.2.1").put("ttl", 120));
            created(text("a-1", "v=spf1 -all"));
        }

        @ParameterizedTest
        @CsvSource({"name=a-1.tunnels.trestle.test, CNAME:a-1 TXT:a-1", "name.exact=A-1.tunnels.trestle.test&type=CNAME, CNAME:a-1",
                "name.exact=a-1, ''", "name.startswith=a-, CNAME:a-1 CNAME:a-2 TXT:a-1", "name.contains=-2, CNAME:a-2",
                "name.endswith=.test&type=A, A:b-1", "type=CNAME, CNAME:a-1 CNAME:a-2",
                "content.exact=7a5b4c3d-0000-4000-8000-000000000002.cfargotunnel.com, CNAME:a-2", "content=192.0.2.1, A:b-1",
                "content.startswith=7a5b4c3d, CNAME:a-1 CNAME:a-2", "content.endswith=.cfargotunnel.com, CNAME:a-1 CNAME:a-2",
                "content.contains=spf1, TXT:a-1", "comment.startswith=mgd:trestle, CNAME:a-1", "comment.contains=m=a-2, CNAME:a-2",
                "comment.exact=mgd:other;m=a-2, CNAME:a-2", "comment.endswith=a-1, CNAME:a-1", "comment.present=, CNAME:a-1 CNAME:a-2",
                "comment.absent=, A:b-1 TXT:a-1", "proxied=true, CNAME:a-1 CNAME:a-2", "search=SPF1, TXT:a-1",
                "name.startswith=a-2&content=192.0.2.1&match=any, CNAME:a-2 A:b-1", "name.startswith=a-2&content=192.0.2.1&match=all, ''",
                "order=type, A:b-1 CNAME:a-1 CNAME:a-2 TXT:a-1", "order=ttl&direction=desc&type=A, A:b-1",
                "order=name&direction=desc&type=CNAME, CNAME:a-2 CNAME:a-1"})
        void shouldFilterAndOrder(String query, String expected) {
            assertThat(String.join(" ", shown("?" + query))).isEqualTo(expected);
        }

        @Test
        void shouldPage_andEndWithAnEmptyPage() {
            assertThat(shown("?per_page=3&page=1")).hasSize(3);
            assertThat(shown("?per_page=3&page=2")).containsExactly("TXT:a-1");
            assertThat(shown("?per_page=3&page=3")).isEmpty();
            assertThat(SIMULATOR.dns().get(RECORDS + "?per_page=3&page=3").pageInfo()).isEqualTo(new JsonObject().put("page", 3)
                    .put("per_page", 3).put("count", 0).put("total_count", 4).put("total_pages", 2));
        }

        private List<String> shown(String query) {
            return SIMULATOR.dns().get(RECORDS + query).results().stream()
                    .map(present -> present.getString("type") + ":" + present.getString("name").replace("." + ZONE, "")).toList();
        }
    }

    @Nested
    class Get {

        @Test
        void shouldReturnRecord() {
            var present = created(tunnel("m-1"));

            assertThat(SIMULATOR.dns().get(one(present)).result()).isEqualTo(present);
        }

        @Test
        void shouldFail_whenThereIsNone() {
            SIMULATOR.dns().get(UNKNOWN).failsWith(404, 81044).saying("Record does not exist.");
        }
    }

    @Nested
    class Overwrite {

        @Test
        void shouldReplaceEverything_soThatWhatIsNotSaidIsGone() {
            var present = created(tunnel("m-1").put("comment", "mgd:trestle"));
            SIMULATOR.get().clock().advance(Duration.ofSeconds(1));

            var changed = SIMULATOR.dns().put(one(present), cname("m-1", OTHER_TARGET)).result();

            assertThat(changed.getString("content")).isEqualTo(OTHER_TARGET);
            assertThat(changed.getString("comment")).isNull();
            assertThat(changed.getBoolean("proxied")).isFalse();
            assertThat(changed.getString("id")).isEqualTo(present.getString("id"));
            assertThat(changed.getString("created_on")).isEqualTo(present.getString("created_on"));
            assertThat(changed.getString("modified_on")).isGreaterThan(present.getString("modified_on"));
        }

        @Test
        void shouldFail_whenThereIsNone() {
            SIMULATOR.dns().put(UNKNOWN, tunnel("m-1")).failsWith(404, 81044);
        }
    }

    @Nested
    class Patch {

        @Test
        void shouldChangeOnlyWhatIsSaid() {
            var present = created(tunnel("m-1").put("comment", "mgd:trestle"));

            var changed = SIMULATOR.dns().patch(one(present), new JsonObject().put("content", OTHER_TARGET)).result();

            assertThat(changed.getString("content")).isEqualTo(OTHER_TARGET);
            assertThat(changed.getString("comment")).isEqualTo("mgd:trestle");
            assertThat(changed.getBoolean("proxied")).isTrue();
            assertThat(changed.getString("name")).isEqualTo("m-1." + ZONE);
        }

        @Test
        void shouldRemoveComment_whenNull() {
            var present = created(tunnel("m-1").put("comment", "mgd:trestle"));

            assertThat(SIMULATOR.dns().patch(one(present), new JsonObject().putNull("comment")).result().getString("comment")).isNull();
        }

        @Test
        void shouldFail_whenThereIsNone() {
            SIMULATOR.dns().patch(UNKNOWN, new JsonObject()).failsWith(404, 81044);
        }
    }

    @Nested
    class Delete {

        @Test
        void shouldReturnId_andForget() {
            var present = created(tunnel("m-1"));

            var result = SIMULATOR.dns().delete(one(present)).result();

            assertThat(result).isEqualTo(new JsonObject().put("id", present.getString("id")));
            assertThat(SIMULATOR.get().state().dnsRecords()).isEmpty();
        }

        @Test
        void shouldFail_whenDeletedAlready() {
            var present = created(tunnel("m-1"));
            SIMULATOR.dns().delete(one(present)).succeeds();

            SIMULATOR.dns().delete(one(present)).failsWith(404, 81044);
        }
    }
}
