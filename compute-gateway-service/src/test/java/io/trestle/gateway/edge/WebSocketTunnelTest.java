package io.trestle.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketConnectOptions;

class WebSocketTunnelTest {

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = vertx.createHttpClient();
    private final RecordingUpstream echo = new RecordingUpstream();
    private ProxyUnderTest proxy;

    @BeforeEach
    void start() {
        proxy = new ProxyUnderTest(echo.port(), false);
    }

    @AfterEach
    void stop() {
        proxy.close();
        echo.close();
        ProxyUnderTest.await(vertx.close());
    }

    @Test
    void shouldPassMessagesBothWays() {
        var socket = connect(proxy, "/ws");
        var heard = new AtomicReference<String>();
        socket.textMessageHandler(heard::set);
        socket.writeTextMessage("hello");

        await().atMost(ProxyUnderTest.patience()).untilAtomic(heard, org.hamcrest.Matchers.equalTo("hello"));
    }

    @Test
    void shouldEndBothSides_whenOneCloses() {
        var socket = connect(proxy, "/ws");
        assertThat(proxy.underWay()).isEqualTo(1);
        ProxyUnderTest.await(socket.close());

        await().atMost(ProxyUnderTest.patience()).until(() -> proxy.underWay() == 0);
        assertThat(proxy.metrics.get("trestle.gateway.websockets").gauge().value()).isZero();
    }

    @Test
    void shouldEnd_whenTheSessionDoes() {
        var socket = connect(proxy, "/ws");
        var closed = new AtomicBoolean();
        socket.closeHandler(end -> closed.set(true));
        proxy.allowed.set(false);

        await().atMost(ProxyUnderTest.patience()).untilTrue(closed);
    }

    @Test
    void shouldEnd_whenItIsIdleForTooLong() {
        try (var impatient = new ProxyUnderTest(echo.port(), false, "idle-timeout", "1s")) {
            var closed = new AtomicBoolean();
            connect(impatient, "/ws").closeHandler(end -> closed.set(true));

            await().atMost(ProxyUnderTest.patience()).untilTrue(closed);
        }
    }

    @Test
    void shouldPassTheRefusalOn_whenTheServiceWantsNoWebSocket() {
        try (var upstream = new RawUpstream((number, head, socket) -> RawUpstream.write(socket,
                "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno"));
                var refusing = new ProxyUnderTest(upstream.port(), false)) {
            assertThatThrownBy(() -> connect(refusing, "/ws")).hasStackTraceContaining("403");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2c", "tls/1.0", "foo, websocket", "websocket, h2c"})
    void shouldBeAnOrdinaryRequest_whenTheUpgradeIsAnother(String protocol) {
        try (var raw = new RawClient(proxy.port())) {
            var answer = raw.send("GET /not-a-tunnel HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: " + protocol
                    + "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n").readUntil("\"length\":0}");

            assertThat(answer).startsWith("HTTP/1.1 200 ");
            assertThat(echo.seen).filteredOn(seen -> seen.uri().equals("/not-a-tunnel"))
                    .allSatisfy(seen -> assertThat(seen.headers()).noneMatch(header -> header.startsWith("upgrade:")));
        }
    }

    /** A reader that stops costs what the windows hold; the sender is held up, not the gateway's memory filled. */
    @Test
    void shouldHoldTheSenderUp_whenTheReaderStalls() {
        var sent = new AtomicLong();
        var held = new AtomicBoolean();
        var flood = ProxyUnderTest.await(vertx.createHttpServer(new HttpServerOptions().setPerMessageWebSocketCompressionSupported(false))
                .webSocketHandler(socket -> {
                    var piece = Buffer.buffer(new byte[64 * 1024]);
                    vertx.setPeriodic(1, tick -> {
                        if (socket.isClosed()) {
                            vertx.cancelTimer(tick);
                        } else if (socket.writeQueueFull()) {
                            held.set(true);
                        } else {
                            socket.writeBinaryMessage(piece);
                            sent.addAndGet(piece.length());
                        }
                    });
                }).listen(0, "127.0.0.1"));
        try (var stalled = new ProxyUnderTest(flood.actualPort(), false)) {
            var reader = connect(stalled, "/ws");
            reader.pause();

            await().atMost(ProxyUnderTest.patience()).untilTrue(held);
            var atMost = sent.get();
            assertThat(atMost).as("bytes that left before the sender was held up").isLessThan(64L * 1024 * 1024);

            var received = new AtomicLong();
            reader.handler(chunk -> received.addAndGet(chunk.length()));
            reader.resume();
            await().atMost(ProxyUnderTest.patience()).until(() -> received.get() > atMost);
        }
    }

    private WebSocket connect(ProxyUnderTest through, String path) {
        return ProxyUnderTest
                .await(client.webSocket(new WebSocketConnectOptions().setHost("127.0.0.1").setPort(through.port()).setURI(path)));
    }
}
