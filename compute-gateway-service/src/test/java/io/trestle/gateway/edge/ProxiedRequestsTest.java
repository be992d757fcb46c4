package io.trestle.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.trestle.gateway.edge.RecordingUpstream.Seen;

/** What reaches a service, and what comes back from it, over HTTP/1. */
class ProxiedRequestsTest {

    private static RecordingUpstream upstream;
    private static ProxyUnderTest proxy;

    @BeforeAll
    static void start() {
        upstream = new RecordingUpstream();
        proxy = new ProxyUnderTest(upstream.port(), false);
    }

    @AfterAll
    static void stop() {
        proxy.close();
        upstream.close();
    }

    @Nested
    class Request {
        @ParameterizedTest
        @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "BREW"})
        void shouldPassEveryMethodOn(String method) {
            exchange(method + " /method HTTP/1.1|Host: a|Content-Length: 0|Connection: close||");

            assertThat(last("/method").method()).isEqualTo(method);
        }

        @Test
        void shouldNameTheService_inTheHostHeader() {
            exchange("GET /host HTTP/1.1|Host: gateway.test|Connection: close||");

            assertThat(last("/host").header("host")).isEqualTo("service.test:" + upstream.port());
        }

        @Test
        void shouldTellForWhom_andTrustNobodyWhoTellsIt() {
            exchange("GET /forwarded HTTP/1.1|Host: gateway.test|Connection: close|X-Forwarded-For: 1.1.1.1|X-Forwarded-Host: evil|"
                    + "X_Forwarded_For: 1.1.1.1|X-Real-IP: 1.1.1.1|Forwarded: for=1.1.1.1|X-Forwarded-Prefix: /evil|X-Forwarded-Proto: https||");

            var seen = last("/forwarded");
            assertThat(seen.headers()).noneMatch(header -> header.contains("1.1.1.1") || header.contains("evil"));
            assertThat(seen.header("x-forwarded-for")).isEqualTo("127.0.0.1");
            assertThat(seen.header("x-forwarded-host")).isEqualTo("gateway.test");
            assertThat(seen.header("x-forwarded-proto")).isEqualTo("http");
            assertThat(seen.header("forwarded")).isEqualTo("for=127.0.0.1;proto=http;host=\"gateway.test\"");
            assertThat(seen.header("via")).isEqualTo("1.1 trestle-test");
        }

        @Test
        void shouldKeepWhatConcernsOneConnection_whateverItIsNamed() {
            exchange("GET /hop HTTP/1.1|Host: a|Connection: close, X-Mine|X-Mine: 1|Keep-Alive: 5|Proxy-Connection: keep-alive|TE: gzip|"
                    + "Proxy-Authorization: Basic x|Trailer: a|Upgrade: tls/1.0|HTTP2-Settings: x|X-Kept: 1||");

            var seen = last("/hop");
            assertThat(seen.headers()).extracting(header -> header.substring(0, header.indexOf(':')))
                    .containsExactlyInAnyOrder("host", "x-kept", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "forwarded",
                            "via");
        }

        @Test
        void shouldNotLoseWhoAsks_whenConnectionNamesItsHeader() {
            exchange("GET /trick HTTP/1.1|Host: a|Authorization: Basic eDp5|Cookie: a=b|"
                    + "Connection: close, X-Forwarded-For, Authorization, Cookie, Host||");

            var seen = last("/trick");
            assertThat(seen.header("x-forwarded-for")).isEqualTo("127.0.0.1");
            assertThat(seen.header("authorization")).isEqualTo("Basic eDp5");
            assertThat(seen.header("cookie")).isEqualTo("a=b");
        }

        @Test
        void shouldKeepTheGatewaysCredentialsBack() {
            exchange("GET /credentials HTTP/1.1|Host: a|Connection: close|Cookie: a=b; cpuser_0x1=secret; c=d|"
                    + "Authorization: Bearer cpuser_0x1=secret||");

            var seen = last("/credentials");
            assertThat(seen.header("cookie")).isEqualTo("a=b; c=d");
            assertThat(seen.headers()).noneMatch(header -> header.contains("secret"));
        }

        @Test
        void shouldStreamTheBody_withAndWithoutItsLength() {
            assertThat(exchange("POST /length HTTP/1.1|Host: a|Connection: close|Content-Length: 5||hello")).contains("\"length\":5");
            assertThat(last("/length").header("content-length")).isEqualTo("5");
            assertThat(exchange("POST /chunks HTTP/1.1|Host: a|Connection: close|Transfer-Encoding: chunked||5|hello|6| world|0||"))
                    .contains("\"length\":11");
        }

        @Test
        void shouldRefuse_whenItCameBackToThisGateway() {
            assertThat(exchange("GET /loop HTTP/1.1|Host: a|Connection: close|Via: 1.1 other, 1.1 trestle-test||"))
                    .startsWith("HTTP/1.1 508 ");
        }

        @Test
        void shouldServeHttp10() {
            assertThat(exchange("GET /old HTTP/1.0||")).startsWith("HTTP/1.0 200 ").contains("\"/old\"");
            assertThat(exchange("GET /chunked HTTP/1.0|Host: a|Connection: keep-alive||")).startsWith("HTTP/1.0 200 ")
                    .doesNotContain("transfer-encoding").endsWith("\r\n\r\nchunk");
        }
    }

    @Nested
    class Answer {
        @Test
        void shouldKeepWhatConcernsOneConnection_andWhatReachesBeyondTheService() {
            var answer = exchange("GET /headers HTTP/1.1|Host: a||" + "GET /end HTTP/1.1|Host: a|Connection: close||");
            var head = answer.substring(0, answer.indexOf("\r\n\r\n"));

            assertThat(head).containsIgnoringCase("x-kept: yes").containsIgnoringCase("set-cookie: a=b; Path=/")
                    .containsIgnoringCase("set-cookie: c=d").doesNotContainIgnoringCase("x-internal")
                    .doesNotContainIgnoringCase("keep-alive")
                    .doesNotContainIgnoringCase("proxy-authenticate").doesNotContainIgnoringCase("cpuser_")
                    .doesNotContainIgnoringCase("clear-site-data").doesNotContainIgnoringCase("domain=");
            assertThat(answer).as("the connection goes on").contains("\"/end\"");
        }

        @Test
        void shouldSendNoBody_whereThereIsNone() {
            assertThat(exchange("HEAD /head HTTP/1.1|Host: a||GET /after HTTP/1.1|Host: a|Connection: close||"))
                    .containsIgnoringCase("content-length: 42\r\n").contains("\"/after\"");
            assertThat(exchange("GET /nothing HTTP/1.1|Host: a||GET /after HTTP/1.1|Host: a|Connection: close||"))
                    .startsWith("HTTP/1.1 204 ").contains("\"/after\"");
            assertThat(exchange("GET /not-modified HTTP/1.1|Host: a||GET /after HTTP/1.1|Host: a|Connection: close||"))
                    .startsWith("HTTP/1.1 304 ").contains("\"/after\"");
        }

        @Test
        void shouldPassTrailersOn_butNoneThatWouldReframeIt() {
            assertThat(exchange("GET /chunked HTTP/1.1|Host: a|Connection: close||"))
                    .endsWith("5\r\nchunk\r\n0\r\nx-trailer: kept\r\n\r\n");
        }

        /** Attack 14: whoever reflects an origin lets every site read what its visitors may. */
        @Test
        void shouldSayNothingOfOtherOrigins_whichIsForTheServiceToSay() {
            var answer = exchange("OPTIONS /cors HTTP/1.1|Host: a|Origin: https://elsewhere.test|Access-Control-Request-Method: POST|"
                    + "Connection: close||");

            assertThat(answer).startsWith("HTTP/1.1 200 ").doesNotContainIgnoringCase("access-control");
            assertThat(upstream.seen).filteredOn(seen -> seen.uri().equals("/cors")).singleElement()
                    .satisfies(seen -> assertThat(seen.header("origin")).isEqualTo("https://elsewhere.test"));
        }

        @Test
        void shouldLeadARedirectToTheGateway_whenItNamesTheService() {
            assertThat(exchange("GET /redirect HTTP/1.1|Host: a|Connection: close||")).containsIgnoringCase("location: /elsewhere?x=1\r\n");
        }
    }

    @Nested
    class Expectation {
        @Test
        void shouldAskTheService_beforeTheClientSendsItsBody() {
            try (var client = new RawClient(proxy.port())) {
                client.send("POST /continue HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
                assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 100 ");

                client.send("hello");
                assertThat(client.readToEnd()).startsWith("HTTP/1.1 200 ").contains("\"length\":5");
            }
        }

        @Test
        void shouldPassTheAnswerOn_whenTheServiceDoesNotWantTheBody() {
            try (var client = new RawClient(proxy.port())) {
                client.send("POST /early HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5000000\r\n\r\n");

                assertThat(client.readToEnd()).startsWith("HTTP/1.1 417 ").endsWith("not wanted");
            }
        }
    }

    private static Seen last(String path) {
        return upstream.seen.stream().filter(seen -> seen.uri().equals(path)).reduce((first, second) -> second).orElseThrow();
    }

    private static String exchange(String text) {
        try (var client = new RawClient(proxy.port())) {
            return client.send(text.replace("|", "\r\n")).readToEnd();
        }
    }
}
