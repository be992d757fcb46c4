package io.trestle.simulators.cloudflare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.trestle.simulators.cloudflare.api.CloudflareContract;
import io.vertx.core.MultiMap;

class CloudflareContractTest {

    private static final String TUNNEL = "00000000-0000-4000-8000-000000000000";

    private final CloudflareContract contract = CloudflareContract.get();

    @Nested
    class Requests {

        @Test
        void shouldPass_whenTheyAreWellFormed() {
            assertThat(violations("POST", ApiClient.TUNNELS, TunnelMother.named("m-1").encode())).isEmpty();
            assertThat(violations("POST", ApiClient.RECORDS, DnsMother.tunnel("m-1").put("comment", "x").encode())).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"{}", "[]", "null", "7", "{\"name\":1}", "{\"name\":\"m\",\"config_src\":\"mars\"}",
                "{\"name\":\"m\",\"tunnel_secret\":null}", "{\"name\":\"m\",\"tunnelSecret\":\"x\"}", "{\"name\":\"m\"", ""})
        void shouldFail_whenNewTunnelIsNone(String body) {
            assertThat(violations("POST", ApiClient.TUNNELS, body)).isNotEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"{\"type\":\"CNAME\",\"name\":\"m\"}", "{\"type\":\"LOC\",\"name\":\"m\",\"content\":\"x\"}",
                "{\"type\":\"CNAME\",\"name\":\"m\",\"content\":\"x\",\"ttl\":\"1\"}",
                "{\"type\":\"CNAME\",\"name\":\"m\",\"content\":\"x\",\"proxied\":\"true\"}",
                "{\"type\":\"CNAME\",\"name\":\"m\",\"content\":\"x\",\"zone_name\":\"x\"}"})
        void shouldFail_whenNewRecordIsNone(String body) {
            assertThat(violations("POST", ApiClient.RECORDS, body)).isNotEmpty();
        }

        @Test
        void shouldFail_whenPutOfBatchLacksMembers() {
            var body = "{\"puts\":[{\"id\":\"00000000000000000000000000000000\",\"content\":\"x\"}]}";

            assertThat(violations("POST", ApiClient.RECORDS + "/batch", body)).hasSize(2)
                    .allMatch(found -> found.startsWith("body/puts/0"));
        }

        @Test
        void shouldFail_whenBodyComesWhereNoneBelongs() {
            assertThat(violations("DELETE", ApiClient.TUNNELS + "/" + TUNNEL, "{}")).isNotEmpty();
        }

        @Test
        void shouldPass_whenOperationIsUnknown_becauseTheApiSaysSo() {
            assertThat(violations("GET", "/nowhere", "")).isEmpty();
        }

        private java.util.List<String> violations(String method, String path, String body) {
            return contract.violationsOfRequest(method, path, MultiMap.caseInsensitiveMultiMap(), "application/json", body);
        }
    }

    @Nested
    class Answers {

        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {"200|{\"success\":true,\"errors\":[],\"messages\":[],\"result\":{}}",
                "200|{\"success\":true,\"errors\":[],\"messages\":[],\"result\":7}", "200|{\"success\":true,\"result\":\"x\"}",
                "404|{\"success\":false,\"errors\":[],\"messages\":[],\"result\":null}",
                "404|{\"success\":true,\"errors\":[{\"code\":1002,\"message\":\"x\"}],\"messages\":[],\"result\":null}", "502|<html>"})
        void shouldFail_whenTheyHaveAnotherShape(int status, String body) {
            assertThat(contract.violationsOfAnswer("GET", ApiClient.TUNNELS + "/" + TUNNEL + "/token", status, body)).isNotEmpty();
        }

        @Test
        void shouldFail_whenUnknownOperationSucceeds() {
            assertThat(contract.violationsOfAnswer("GET", "/nowhere", 200, "{}")).isNotEmpty();
        }
    }
}
