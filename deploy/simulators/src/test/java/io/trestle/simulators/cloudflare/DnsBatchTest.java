package io.trestle.simulators.cloudflare;

import static io.trestle.simulators.cloudflare.ApiClient.RECORDS;
import static io.trestle.simulators.cloudflare.DnsMother.OTHER_TARGET;
import static io.trestle.simulators.cloudflare.DnsMother.ZONE;
import static io.trestle.simulators.cloudflare.DnsMother.tunnel;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.trestle.simulators.cloudflare.dns.DnsRecord;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

class DnsBatchTest {

    @RegisterExtension
    static final RunningSimulator SIMULATOR = RunningSimulator.withDefaults();

    private static final String UNKNOWN = "00000000000000000000000000000000";

    private final ApiClient dns = SIMULATOR.dns();

    private String created(String label) {
        return dns.post(RECORDS, tunnel(label)).result().getString("id");
    }

    private ApiAnswer batch(JsonObject changes) {
        return dns.post(RECORDS + "/batch", changes);
    }

    private static JsonObject id(String id) {
        return new JsonObject().put("id", id);
    }

    private static JsonArray array(JsonObject... members) {
        var array = new JsonArray();
        for (var member : members) {
            array.add(member);
        }
        return array;
    }

    @Nested
    class WhenAllIsWell {

        @Test
        void shouldDoEverything_andReturnItByKind() {
            var gone = created("gone");
            var patched = created("patched");
            var put = created("put");

            var result = batch(new JsonObject().put("posts", array(tunnel("posted")))
                    .put("puts", array(tunnel("put").put("content", OTHER_TARGET).put("id", put)))
                    .put("patches", array(id(patched).put("comment", "patched"))).put("deletes", array(id(gone)))).result();

            assertThat(result.getJsonArray("deletes").getJsonObject(0).getString("id")).isEqualTo(gone);
            assertThat(result.getJsonArray("patches").getJsonObject(0).getString("comment")).isEqualTo("patched");
            assertThat(result.getJsonArray("puts").getJsonObject(0).getString("content")).isEqualTo(OTHER_TARGET);
            assertThat(result.getJsonArray("posts").getJsonObject(0).getString("name")).startsWith("posted.");
            assertThat(SIMULATOR.get().state().dnsRecords()).extracting(DnsRecord::name)
                    .containsExactlyInAnyOrder("patched." + ZONE, "put." + ZONE, "posted." + ZONE);
        }

        @Test
        void shouldDeleteBeforeItPosts_soThatANameCanMove() {
            var gone = created("m-1");

            batch(new JsonObject().put("posts", array(tunnel("m-1").put("content", OTHER_TARGET))).put("deletes", array(id(gone))))
                    .succeeds();

            assertThat(SIMULATOR.get().state().dnsRecords()).singleElement()
                    .satisfies(present -> assertThat(present.content()).isEqualTo(OTHER_TARGET));
        }

        @Test
        void shouldPatchBeforeItPuts_andPutBeforeItPosts() {
            var first = created("m-1");
            var second = created("m-2");

            batch(new JsonObject().put("patches", array(id(first).put("name", "m-0"))).put("puts", array(tunnel("m-1").put("id", second)))
                    .put("posts", array(tunnel("m-2")))).succeeds();

            assertThat(SIMULATOR.get().state().dnsRecords()).hasSize(3);
        }
    }

    @Nested
    class WhenOneFails {

        @Test
        void shouldChangeNothing_andPointAtIt() {
            var stays = created("m-1");

            batch(new JsonObject().put("deletes", array(id(stays))).put("posts", array(tunnel("m-2"), tunnel("m-3"), tunnel("m-2"))))
                    .failsWith(400, 81053).at("/posts/2");

            assertThat(SIMULATOR.get().state().dnsRecords()).singleElement()
                    .satisfies(present -> assertThat(present.id()).isEqualTo(stays));
        }

        @ParameterizedTest
        @ValueSource(strings = {"deletes", "patches", "puts"})
        void shouldPointAtIt_whenThereIsNoSuchRecord(String member) {
            var change = "puts".equals(member) ? tunnel("m-1").put("id", UNKNOWN) : id(UNKNOWN);

            batch(new JsonObject().put(member, array(change))).failsWith(404, 81044).at("/" + member + "/0");
        }

        @Test
        void shouldPointAtValidationErrorsToo() {
            batch(new JsonObject().put("posts", array(tunnel("m-1").put("ttl", 5)))).failsWith(400, 1004).because(9021).at("/posts/0");
        }
    }
}
