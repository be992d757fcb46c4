package io.trestle.cloudflare.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IngressRulesTest {

    private static final IngressRule LAST = new IngressRule(null, null, "http_status:404");

    @Nested
    class Service {

        @ParameterizedTest
        @ValueSource(strings = {"http://localhost:3009", "https://10.0.0.1:8443", "http://my_service:80", "http://[::1]:3009",
                "tcp://db:5432", "ssh://h:22",
                "http_status:100", "http_status:404", "http_status:999", "hello_world", "bastion", "socks-proxy", "unix:/run/worker.sock",
                "unix+tls:/run/worker.sock"})
        void shouldBeTaken_whenCloudflaredTakesIt(String service) {
            assertThat(IngressRules.whyRefused(service)).isNull();
        }

        @ParameterizedTest
        @ValueSource(strings = {"http://localhost:3009/", "http://localhost:3009/predictions", "localhost:3009", "http://", "http:///x",
                "//localhost", "",
                "http_status:99", "http_status:1000", "http_status:", "http_status:abc", "http://local host", "hello", "http://:80",
                "unix:"})
        void shouldBeRefused_whenCloudflaredRefusesIt(String service) {
            assertThat(IngressRules.whyRefused(service)).isNotNull();
        }
    }

    @Nested
    class Rules {

        @Test
        void shouldBeTaken_whenTheyAreAModels() {
            var rules = IngressRules.forModel("m4k2.example.org", "http://localhost:3009");

            assertThat(rules).hasSize(2);
            assertThat(IngressRules.whyRefused(rules)).isNull();
        }

        @Test
        void shouldBeRefused_whenThereAreNone() {
            assertThat(IngressRules.whyRefused(List.of())).isNotNull();
        }

        @Test
        void shouldBeRefused_whenTheLastDoesNotMatchEverything() {
            assertThat(IngressRules.whyRefused(List.of(new IngressRule("a.example.org", null, "http://h")))).contains("last rule");
            assertThat(IngressRules.whyRefused(List.of(new IngressRule(null, "/x", "http://h")))).contains("last rule");
        }

        @Test
        void shouldBeRefused_whenAnEarlierOneMatchesEverything() {
            assertThat(IngressRules.whyRefused(List.of(new IngressRule("*", null, "http://h"), LAST))).startsWith("Rule 1");
            assertThat(IngressRules.whyRefused(List.of(new IngressRule("", "", "http://h"), LAST))).startsWith("Rule 1");
        }

        @ParameterizedTest
        @ValueSource(strings = {"a.example.org:443", "a.*.org", "*a.example.org", "*.*.org", "a*"})
        void shouldBeRefused_whenAHostnameHasAPortOrAStrayWildcard(String hostname) {
            assertThat(IngressRules.whyRefused(List.of(new IngressRule(hostname, null, "http://h"), LAST))).isNotNull();
        }

        @Test
        void shouldBeRefused_whenAPathIsNoRegularExpressionOfGo() {
            assertThat(IngressRules.whyRefused(List.of(new IngressRule(null, "[", "http://h"), LAST))).contains("regular expression");
            assertThat(IngressRules.whyRefused(List.of(new IngressRule(null, "(?=x)", "http://h"), LAST))).contains("regular expression");
            assertThat(IngressRules.whyRefused(List.of(new IngressRule(null, "^/v1/.*$", "http://h"), LAST))).isNull();
        }
    }
}
