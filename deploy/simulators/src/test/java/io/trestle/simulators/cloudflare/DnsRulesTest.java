package io.trestle.simulators.cloudflare;

import static io.trestle.simulators.cloudflare.ApiClient.RECORDS;
import static io.trestle.simulators.cloudflare.DnsMother.OTHER_TARGET;
import static io.trestle.simulators.cloudflare.DnsMother.TARGET;
import static io.trestle.simulators.cloudflare.DnsMother.ZONE;
import static io.trestle.simulators.cloudflare.DnsMother.address;
import static io.trestle.simulators.cloudflare.DnsMother.cname;
import static io.trestle.simulators.cloudflare.DnsMother.record;
import static io.trestle.simulators.cloudflare.DnsMother.text;
import static io.trestle.simulators.cloudflare.DnsMother.tunnel;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.trestle.simulators.cloudflare.api.CloudflareLimits;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

class DnsRulesTest {

    @RegisterExtension
    static final RunningSimulator SIMULATOR = RunningSimulator.withDefaults();

    private final ApiClient dns = SIMULATOR.dns();

    @Nested
    class OnARecordAlone {

        @AfterEach
        void nothingWasCreated() {
            assertThat(SIMULATOR.get().state().dnsRecords()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 2, 59, 86_401, -1})
        void shouldRefuseTtl_outside60To86400(int ttl) {
            dns.post(RECORDS, cname("m-1", TARGET).put("ttl", ttl)).failsWith(400, 1004).because(9021);
        }

        @Test
        void shouldRefuseTtlOfProxiedRecordToo() {
            dns.post(RECORDS, tunnel("m-1").put("ttl", 5)).failsWith(400, 1004).because(9021);
        }

        @Test
        void shouldRefuseTags_whenPlanHasNone() {
            dns.post(RECORDS, tunnel("m-1").put("tags", new JsonArray().add("owner:trestle"))).failsWith(400, 1004).because(9300)
                    .saying("exceeding the quota of 0");
        }

        @Test
        void shouldRefuseComment_of101Characters() {
            dns.post(RECORDS, tunnel("m-1").put("comment", "x".repeat(101))).failsWith(400, 1004).because(9313);
        }

        @Test
        void shouldRefuseCname_toItself() {
            dns.post(RECORDS, cname("m-1", "m-1." + ZONE)).failsWith(400, 1004).because(9039);
            dns.post(RECORDS, cname("m-1", "M-1." + ZONE + ".")).failsWith(400, 1004).because(9039);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "-x", "x..y", "a b", "x/y",
                "label-of-more-than-63-characters-0000000000000000000000000000000000000"})
        void shouldRefuseName_thatIsNone(String name) {
            dns.post(RECORDS, address(name, "192.0.2.1")).failsWith(400, 1004).because(9000);
        }

        @ParameterizedTest
        @CsvSource({"A, not-an-address, 9005", "A, 192.0.2.256, 9005", "AAAA, 192.0.2.1, 9006", "CNAME, 192.0.2.1, 9007",
                "CNAME, 'a b', 9007", "NS, '', 9008", "TXT, '', 9012"})
        void shouldRefuseContent_ofAnotherKind(String type, String content, int cause) {
            dns.post(RECORDS, record(type, "m-1", content)).failsWith(400, 1004).because(cause);
        }

        @Test
        void shouldRefuseMx_withoutPriority() {
            dns.post(RECORDS, record("MX", "m-1", "mail.example.org")).failsWith(400, 1004).because(9100);
        }

        @Test
        void shouldRefuseProxy_forText() {
            dns.post(RECORDS, text("m-1", "x").put("proxied", true)).failsWith(400, 1004).because(9041);
        }

        @Test
        void shouldNameAllCausesAtOnce() {
            dns.post(RECORDS, cname("m-1", "a b").put("ttl", 5).put("comment", "x".repeat(101))).failsWith(400, 1004).because(9007, 9021,
                    9313);
        }
    }

    @Nested
    class ThatHold {

        @ParameterizedTest
        @ValueSource(ints = {1, 60, 86_400})
        void shouldTakeTtl_atTheLimits(int ttl) {
            dns.post(RECORDS, cname("m-1", TARGET).put("ttl", ttl)).succeeds();
        }

        @Test
        void shouldTakeComment_of100Characters_whateverTheirBytes() {
            dns.post(RECORDS, tunnel("m-1").put("comment", "😀".repeat(100))).succeeds();
        }

        @Test
        void shouldTakeEveryType() {
            dns.post(RECORDS, address("m-1", "192.0.2.1")).succeeds();
            dns.post(RECORDS, record("AAAA", "m-1", "2001:db8::1")).succeeds();
            dns.post(RECORDS, record("MX", "m-1", "mail.example.org").put("priority", 10)).succeeds();
            dns.post(RECORDS, record("NS", "m-2", "ns1.example.org")).succeeds();
            dns.post(RECORDS, text("m-1", "Anything, as it stands")).succeeds();
        }

        @Test
        void shouldTakeTags_whenPlanHasThem() {
            var limits = CloudflareLimits.freePlan().withTags(1);
            try (var simulator = CloudflareSimulator.start(CloudflareSimulatorConfig.defaults().withLimits(limits))) {
                var tags = new JsonArray().add("owner:trestle");

                var present = ApiClient.ofDns(simulator).post(RECORDS, tunnel("m-1").put("tags", tags)).result();

                assertThat(present.getJsonArray("tags")).isEqualTo(tags);
            }
        }
    }

    @Nested
    class BesideOthers {

        @Test
        void shouldRefuseCname_whereAnyAddressOrCnameStands() {
            dns.post(RECORDS, address("a", "192.0.2.1")).succeeds();
            dns.post(RECORDS, record("AAAA", "aaaa", "2001:db8::1")).succeeds();
            dns.post(RECORDS, cname("cname", TARGET)).succeeds();

            dns.post(RECORDS, cname("a", TARGET)).failsWith(400, 81053);
            dns.post(RECORDS, cname("aaaa", TARGET)).failsWith(400, 81053);
            dns.post(RECORDS, cname("cname", OTHER_TARGET)).failsWith(400, 81053);
        }

        @Test
        void shouldRefuseAddress_whereCnameStands() {
            dns.post(RECORDS, tunnel("m-1")).succeeds();

            dns.post(RECORDS, address("m-1", "192.0.2.1")).failsWith(400, 81054);
        }

        @Test
        void shouldRefuseIdenticalCname_asAnyOtherCname() {
            dns.post(RECORDS, tunnel("m-1")).succeeds();

            dns.post(RECORDS, tunnel("m-1")).failsWith(400, 81053);
        }

        @Test
        void shouldTellIdenticalRecord_fromOneWithOtherSettings() {
            dns.post(RECORDS, text("m-1", "x")).succeeds();

            dns.post(RECORDS, text("m-1", "x")).failsWith(400, 81058);
            dns.post(RECORDS, text("m-1", "x").put("ttl", 300)).failsWith(400, 81057);
            dns.post(RECORDS, text("m-1", "y")).succeeds();
        }

        @Test
        void shouldNestTheCause_whenUpdateMakesAnotherRecordsTwin() {
            dns.post(RECORDS, text("m-1", "x")).succeeds();
            var second = dns.post(RECORDS, text("m-1", "y")).result().getString("id");

            dns.patch(RECORDS + "/" + second, new JsonObject().put("content", "x")).failsWith(400, 1004).because(81057);
        }

        @Test
        void shouldRefuseUpdate_thatMovesCnameOntoAnother() {
            dns.post(RECORDS, tunnel("m-1")).succeeds();
            var second = dns.post(RECORDS, tunnel("m-2")).result().getString("id");

            dns.patch(RECORDS + "/" + second, new JsonObject().put("name", "m-1")).failsWith(400, 81053);
            dns.put(RECORDS + "/" + second, tunnel("m-1")).failsWith(400, 81053);
        }

        @Test
        void shouldLetTextStandBesideCname() {
            dns.post(RECORDS, tunnel("m-1")).succeeds();

            dns.post(RECORDS, text("m-1", "x")).succeeds();
        }
    }

    @Nested
    class InNewerAnswers {

        @Test
        void shouldPutEveryCauseOnTop() {
            try (var simulator = CloudflareSimulator.start(CloudflareSimulatorConfig.defaults().withFlatValidationErrors())) {
                ApiClient.ofDns(simulator).post(RECORDS, tunnel("m-1").put("comment", "x".repeat(101))).failsWith(400, 9313).because();
            }
        }
    }
}
