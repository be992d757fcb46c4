package io.trestle.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are made so that two readers take them apart differently, byte for byte. In the texts {@code |} is the end of a line. */
class MalformedRequestsTest {

    private static RecordingUpstream upstream;
    private static ProxyUnderTest proxy;

    @BeforeAll
    static void start() {
        upstream = new RecordingUpstream();
        proxy = new ProxyUnderTest(upstream.port(), false, "head-timeout", "1s");
    }

    @AfterAll
    static void stop() {
        proxy.close();
        upstream.close();
    }

    @Nested
    class AmbiguousLength {
        @ParameterizedTest
        @ValueSource(strings = {
                "POST / HTTP/1.1|Host: a|Content-Length: 3|Transfer-Encoding: chunked||0||",
                "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked|Content-Length: 3||0||",
                "POST / HTTP/1.1|Host: a|Content-Length: 3|Content-Length: 4||abcd",
                "POST / HTTP/1.1|Host: a|Content-Length: 3|Content-Length: 3||abc",
                "POST / HTTP/1.1|Host: a|Content-Length: 3, 3||abc",
                "POST / HTTP/1.1|Host: a|Content-Length: +3||abc",
                "POST / HTTP/1.1|Host: a|Content-Length: -1||abc",
                "POST / HTTP/1.1|Host: a|Content-Length: 3a||abc",
                "POST / HTTP/1.1|Host: a|Content-Length: 99999999999999999999||abc",
                "POST / HTTP/1.1|Host: a|Content-Length:||abc",
                "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked, identity||0||",
                "POST / HTTP/1.1|Host: a|Transfer-Encoding: identity||abc",
                "POST / HTTP/1.1|Host: a|Transfer-Encoding: xchunked||0||",
                "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked|Transfer-Encoding: identity||0||",
                "POST / HTTP/1.1|Host: a|Transfer-Encoding: gzip, chunked||0||",
                "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked|Transfer-Encoding: chunked||0||",
                "POST / HTTP/1.1|Host: a|Transfer-Encoding : chunked||0||",
                "POST / HTTP/1.1|Host: a|Transfer-Encoding: \u000bchunked||0||",
                "POST / HTTP/1.0|Host: a|Transfer-Encoding: chunked||0||"})
        void shouldRefuseAndClose(String text) {
            shouldBeRefused(text);
        }
    }

    @Nested
    class Lines {
        @ParameterizedTest
        @ValueSource(strings = {
                "GET / HTTP/1.1\nHost: a\n\n",
                "GET / HTTP/1.1|Host: a\nX: y||",
                "GET / HTTP/1.1|Host: a|X: y\rZ: w||",
                "GET / HTTP/1.1|Host: a|X : y||",
                "GET / HTTP/1.1|Host: a|: y||",
                "GET / HTTP/1.1|Host: a|X\u0000Y: z||",
                "GET / HTTP/1.1|Host: a|X: y\u0000z||",
                "GET / HTTP/1.1| Host: a||",
                "GET / HTTP/1.1|Host: a|no colon here||",
                "GET / HTTP/1.1 x|Host: a||",
                "GET / HTTX/1.1|Host: a||",
                "G\u0000T / HTTP/1.1|Host: a||"})
        void shouldRefuseAndClose(String text) {
            shouldBeRefused(text);
        }
    }

    @Test
    void shouldUnfoldAHeader_soThatTheServiceSeesOneLine() {
        assertThat(exchange("GET /folded HTTP/1.1|Host: a|X: y|  Z: folded|Connection: close||")).startsWith("HTTP/1.1 200 ");
        assertThat(upstream.seen).filteredOn(seen -> seen.uri().equals("/folded")).singleElement()
                .satisfies(seen -> assertThat(seen.header("x")).isEqualTo("y Z: folded"));
    }

    @Nested
    class Targets {
        @ParameterizedTest
        @ValueSource(strings = {
                "GET http://b/ HTTP/1.1|Host: a||",
                "GET ftp://a/ HTTP/1.1|Host: a||",
                "GET a HTTP/1.1|Host: a||",
                "GET a:80 HTTP/1.1|Host: a||",
                "GET * HTTP/1.1|Host: a||",
                "CONNECT a:80 HTTP/1.1|Host: a:80||",
                "GET /a#b HTTP/1.1|Host: a||",
                "GET /a\\b HTTP/1.1|Host: a||",
                "GET /a\u00e9 HTTP/1.1|Host: a||",
                "GET /a\u0001b HTTP/1.1|Host: a||"})
        void shouldRefuse_whenItIsNoPathOfThisHost(String text) {
            shouldBeRefused(text);
        }

        @ParameterizedTest
        @ValueSource(strings = {"//evil/x", "/..;/x", "/a%2fb", "/%2e%2e/x", "/a/../b", "/a//b", "/?q=a\\b|c", "/.", "/%00"})
        void shouldPassItOnUntouched_whenItIsOnlyOdd(String target) {
            var answer = exchange("GET " + target.replace('|', '_') + " HTTP/1.1|Host: a|Connection: close||");

            assertThat(answer).startsWith("HTTP/1.1 200 ");
            assertThat(upstream.seen).anyMatch(seen -> seen.uri().equals(target.replace('|', '_')));
        }

        @Test
        void shouldPassThePathOn_whenTheTargetIsAbsolute() {
            assertThat(exchange("GET http://a/absolute?x=1 HTTP/1.1|Host: a|Connection: close||")).startsWith("HTTP/1.1 200 ")
                    .contains("\"/absolute?x=1\"");
        }
    }

    @Nested
    class Hosts {
        @ParameterizedTest
        @ValueSource(strings = {
                "GET / HTTP/1.1||",
                "GET / HTTP/1.1|Host: a|Host: a||",
                "GET / HTTP/1.1|Host: a|Host: b||",
                "GET / HTTP/1.1|Host: a/b||",
                "GET / HTTP/1.1|Host: a b||",
                "GET / HTTP/1.1|Host: a@b||"})
        void shouldRefuse_whenThereIsNotOneHost(String text) {
            shouldBeRefused(text);
        }
    }

    @Nested
    class Chunks {
        @ParameterizedTest
        @ValueSource(strings = {"x|abc|0||", "-1|abc|0||", "3 3|abc|0||", "0x3|abc|0||", "3;a\nb|abc|0||", "3\nabc|0||", "3|abcd|0||",
                "ffffffffffffffff1|a|0||", "|abc|0||"})
        void shouldRefuseOrCut_whenAChunkIsMalformed(String body) {
            var before = upstream.seen.size();
            var answer = exchange("POST /chunk HTTP/1.1|Host: a|Transfer-Encoding: chunked||" + body
                    + "GET /smuggled HTTP/1.1|Host: a|Connection: close||");

            assertThat(answer).doesNotContain("HTTP/1.1 200 ");
            assertThat(upstream.seen.subList(before, upstream.seen.size())).noneMatch(seen -> seen.uri().equals("/smuggled"))
                    .noneMatch(seen -> seen.uri().equals("/chunk"));
        }

        @Test
        void shouldPassOnNoTrailer_whichCouldChangeWhatTheRequestIs() {
            var answer = exchange("POST /trailer HTTP/1.1|Host: a|Connection: close|Transfer-Encoding: chunked||3;x=y|abc|0|"
                    + "Host: evil|Content-Length: 7|X-Forwarded-For: 1.2.3.4||");

            assertThat(answer).startsWith("HTTP/1.1 200 ").contains("\"length\":3");
            assertThat(upstream.seen).filteredOn(seen -> seen.uri().equals("/trailer")).singleElement()
                    .satisfies(
                            seen -> assertThat(seen.headers()).noneMatch(header -> header.contains("evil") || header.contains("1.2.3.4")));
        }
    }

    @Nested
    class Sizes {
        @Test
        void shouldAnswer414_whenTheTargetIsTooLong() {
            assertThat(exchange("GET /" + "a".repeat(20_000) + " HTTP/1.1|Host: a||")).matches("(?s)HTTP/1\\.[01] 414 .*");
        }

        @Test
        void shouldAnswer431_whenTheHeadersAreTooLarge() {
            assertThat(exchange("GET / HTTP/1.1|Host: a|X: " + "a".repeat(40_000) + "||")).matches("(?s)HTTP/1\\.[01] 431 .*");
        }
    }

    @Nested
    class Slowloris {
        @Test
        void shouldCloseTheConnection_whenAHeadTricklesIn() {
            try (var client = new RawClient(proxy.port())) {
                client.send("GET / HTTP/1.1\r\nHost: a\r\nX: ");

                assertThat(client.readToEnd()).startsWith("HTTP/1.1 408 ");
            }
        }

        @Test
        void shouldNotDisturbOthers_whenManyHang() {
            var hanging = IntStream.range(0, 200).mapToObj(i -> new RawClient(proxy.port()).send("GET /slow")).toList();

            assertThat(exchange("GET /quick HTTP/1.1|Host: a|Connection: close||")).startsWith("HTTP/1.1 200 ");
            hanging.forEach(RawClient::close);
        }
    }

    @Test
    void shouldAnswerEachOfPipelinedRequests_inTheirOrder() {
        var answer = exchange("GET /1 HTTP/1.1|Host: a||GET /2 HTTP/1.1|Host: a||GET /3 HTTP/1.1|Host: a|Connection: close||");

        assertThat(answer).containsSubsequence("\"/1\"", "\"/2\"", "\"/3\"");
    }

    @Test
    void shouldIgnoreAnUpgradeToHttp2_whichWouldBeATunnel() {
        var answer = exchange("GET /h2c HTTP/1.1|Host: a|Connection: Upgrade, HTTP2-Settings, close|Upgrade: h2c|"
                + "HTTP2-Settings: AAMAAABkAAQAAP__||");

        assertThat(answer).startsWith("HTTP/1.1 200 ");
        assertThat(upstream.seen).filteredOn(seen -> seen.uri().equals("/h2c")).singleElement()
                .satisfies(seen -> assertThat(seen.headers())
                        .noneMatch(header -> header.startsWith("upgrade") || header.startsWith("http2-")));
    }

    private static void shouldBeRefused(String text) {
        var before = upstream.seen.size();
        var answer = exchange(text + (text.endsWith("|") ? "" : "|") + "GET /smuggled HTTP/1.1|Host: a|Connection: close||");

        assertThat(answer).matches("(?s)HTTP/1\\.[01] 4.*");
        assertThat(upstream.seen.subList(before, upstream.seen.size())).filteredOn(seen -> !seen.uri().equals("/smuggled")).isEmpty();
        await().atMost(ProxyUnderTest.patience()).until(() -> proxy.underWay() == 0);
    }

    private static String exchange(String text) {
        try (var client = new RawClient(proxy.port())) {
            return client.send(text.replace("|", "\r\n")).readToEnd();
        }
    }
}
