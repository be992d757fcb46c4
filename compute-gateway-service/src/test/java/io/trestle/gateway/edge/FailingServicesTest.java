package io.trestle.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.vertx.core.net.SocketAddress;

/** Services that are away, slow, or answer wrongly. */
class FailingServicesTest {

    private static final String GET = "GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @Nested
    class NoAnswer {
        @ParameterizedTest
        @CsvSource({"false,502", "true,400"})
        void shouldAnswerJson_whenNothingListens(String seedStatus, int status) throws IOException {
            try (var proxy = new ProxyUnderTest(freePort(), false, "seed-status", seedStatus)) {
                assertThat(exchange(proxy, GET)).startsWith("HTTP/1.1 " + status + " ")
                        .endsWith("{\"err\":\"the service cannot be reached\"}");
            }
        }

        @Test
        void shouldAnswer504_whenTheServiceIsSilent() {
            try (var upstream = new RawUpstream((number, head, client) -> {
            }); var proxy = new ProxyUnderTest(upstream.port(), false, "answer-timeout", "1s")) {
                assertThat(exchange(proxy, GET)).startsWith("HTTP/1.1 504 ").endsWith("{\"err\":\"the service did not answer in time\"}");
                await().atMost(ProxyUnderTest.patience()).until(() -> proxy.underWay() == 0);
            }
        }

        @Test
        void shouldAnswer502_whenTheServiceHasNoAllowedAddress() {
            try (var proxy = new ProxyUnderTest(List.of(), 1, false)) {
                assertThat(exchange(proxy, GET)).startsWith("HTTP/1.1 502 ");
            }
        }

        @Test
        void shouldTryTheNextAddress_whenTheFirstIsDead() throws IOException {
            var dead = SocketAddress.inetSocketAddress(freePort(), "127.0.0.1");
            try (var upstream = new RecordingUpstream();
                    var proxy = new ProxyUnderTest(List.of(dead, SocketAddress.inetSocketAddress(upstream.port(), "127.0.0.1")),
                            upstream.port(), false)) {
                assertThat(exchange(proxy, GET)).startsWith("HTTP/1.1 200 ");
            }
        }
    }

    @Nested
    class Retry {
        @Test
        void shouldSendItAgain_whenTheConnectionWasClosedMeanwhile() {
            try (var upstream = new RawUpstream((number, head, client) -> {
                if (number == 1) {
                    client.close();
                } else {
                    RawUpstream.write(client, OK);
                }
            }); var proxy = new ProxyUnderTest(upstream.port(), false)) {
                assertThat(exchange(proxy, GET)).startsWith("HTTP/1.1 200 ");
                assertThat(exchange(proxy, GET)).startsWith("HTTP/1.1 200 ");
                assertThat(upstream.requests).hasValue(3);
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"POST /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
                "PATCH /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"})
        void shouldNotSendItAgain_whenThatCouldDoItTwice(String text) {
            try (var upstream = new RawUpstream((number, head, client) -> client.close());
                    var proxy = new ProxyUnderTest(upstream.port(), false)) {
                assertThat(exchange(proxy, text)).startsWith("HTTP/1.1 502 ");
                assertThat(upstream.requests).hasValue(1);
            }
        }
    }

    @Nested
    class WrongAnswers {
        @ParameterizedTest
        @ValueSource(strings = {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n"})
        void shouldNotLookComplete_whenItEndsEarly(String answer) {
            try (var upstream = new RawUpstream((number, head, client) -> {
                RawUpstream.write(client, answer);
                client.close();
            }); var proxy = new ProxyUnderTest(upstream.port(), false)) {
                var received = exchange(proxy, GET.replace("Connection: close\r\n", ""));

                assertThat(received).doesNotEndWith("0\r\n\r\n").matches(text -> text.isEmpty() || text.contains("short")
                        || text.contains("hello") || text.startsWith("HTTP/1.1 502 "));
                await().atMost(ProxyUnderTest.patience()).until(() -> proxy.underWay() == 0);
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok", "nonsense\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: a\rSet-Cookie: cpuser_a=b\r\nContent-Length: 2\r\n\r\nok"})
        void shouldAnswer502OrPassNothingOn_whenItCannotBeUnderstood(String answer) {
            try (var upstream = new RawUpstream((number, head, client) -> {
                RawUpstream.write(client, answer);
                client.close();
            }); var proxy = new ProxyUnderTest(upstream.port(), false)) {
                assertThat(exchange(proxy, GET)).matches(text -> text.startsWith("HTTP/1.1 502 ") || !text.contains("cpuser_"));
            }
        }

        @Test
        void shouldCarryOn_whenAnAnswerHasMoreThanItSaid() {
            try (var upstream = new RawUpstream((number, head, client) -> RawUpstream.write(client, OK + (number == 0 ? OK : "")));
                    var proxy = new ProxyUnderTest(upstream.port(), false)) {
                assertThat(exchange(proxy, GET)).endsWith("\r\n\r\nok");
                assertThat(exchange(proxy, GET)).endsWith("\r\n\r\nok");
            }
        }
    }

    @Test
    void shouldPassEachPieceOnAtOnce_whenTheServiceSendsEvents() throws IOException {
        try (var upstream = new RawUpstream((number, head, client) -> RawUpstream.write(client,
                "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n9\r\ndata: 1\n\n\r\n"));
                var proxy = new ProxyUnderTest(upstream.port(), false);
                var client = new RawClient(proxy.port())) {
            client.send(GET);

            // The answer never ends; what there is of it has to come nevertheless.
            assertThat(client.readUntil("data: 1\n\n")).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void shouldLetGoOfTheService_whenTheClientHasGone() {
        try (var upstream = new RawUpstream((number, head, client) -> {
        }); var proxy = new ProxyUnderTest(upstream.port(), false)) {
            try (var client = new RawClient(proxy.port())) {
                client.send(GET);
                await().atMost(ProxyUnderTest.patience()).until(() -> upstream.requests.get() == 1);
            }
            await().atMost(ProxyUnderTest.patience()).until(() -> proxy.underWay() == 0);
        }
    }

    private static String exchange(ProxyUnderTest proxy, String text) {
        try (var client = new RawClient(proxy.port())) {
            return client.send(text).readToEnd();
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
