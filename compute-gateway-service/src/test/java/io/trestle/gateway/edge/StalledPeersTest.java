package io.trestle.gateway.edge;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Peers that stop reading, or go in the middle: the other side is held up, or let go, and the gateway's memory is not filled. */
class StalledPeersTest {

    private static final int PIECE = 64 * 1024;
    private static final long TOTAL = 256L * 1024 * 1024;
    /** What socket buffers and windows hold, several times over. */
    private static final long HELD = 64L * 1024 * 1024;
    private static final String UPLOAD = "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: " + TOTAL + "\r\n\r\n";

    @Nested
    class Stalled {
        @Test
        void shouldHoldTheServiceUp_whenTheReaderStalls() throws IOException {
            var sent = new AtomicLong();
            try (var upstream = new RawUpstream((number, head, service) -> {
                RawUpstream.write(service, "HTTP/1.1 200 OK\r\nContent-Length: " + TOTAL + "\r\n\r\n");
                flood(service.getOutputStream(), sent);
            }); var proxy = new ProxyUnderTest(upstream.port(), false); var client = new Socket("127.0.0.1", proxy.port())) {
                client.getOutputStream().write("GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".getBytes(US_ASCII));

                awaitStandstill(sent);
                assertThat(sent.get()).as("bytes that left before the service was held up").isLessThan(HELD);
                assertThat(length(client.getInputStream())).isGreaterThan(TOTAL);
            }
        }

        @Test
        void shouldHoldTheClientUp_whenTheServiceDoesNotRead() throws Exception {
            var sent = new AtomicLong();
            var goOn = new CountDownLatch(1);
            try (var upstream = new RawUpstream((number, head, service) -> {
                awaitOpen(goOn);
                service.getInputStream().skipNBytes(TOTAL);
                RawUpstream.write(service, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone");
            }); var proxy = new ProxyUnderTest(upstream.port(), false); var client = new Socket("127.0.0.1", proxy.port())) {
                client.getOutputStream().write(UPLOAD.getBytes(US_ASCII));
                var sender = new Thread(() -> flood(outputOf(client), sent));
                sender.start();

                awaitStandstill(sent);
                assertThat(sent.get()).as("bytes that left before the client was held up").isLessThan(HELD);
                goOn.countDown();
                var answer = new StringBuilder();
                while (answer.indexOf("done") < 0) {
                    answer.append((char) client.getInputStream().read());
                }
                sender.join();
                assertThat(answer).startsWith("HTTP/1.1 200 ");
            }
        }
    }

    @Nested
    class Gone {
        @Test
        void shouldTellTheService_whenTheClientLeavesInTheMiddleOfItsBody() {
            var ended = new AtomicBoolean();
            try (var upstream = new RawUpstream((number, head, service) -> {
                service.getInputStream().transferTo(OutputStream.nullOutputStream());
                ended.set(true);
            }); var proxy = new ProxyUnderTest(upstream.port(), false)) {
                try (var client = new RawClient(proxy.port())) {
                    client.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nten bytes!");
                    await().atMost(ProxyUnderTest.patience()).until(() -> proxy.underWay() == 1 && upstream.connections.get() == 1);
                }

                await().atMost(ProxyUnderTest.patience()).until(() -> proxy.underWay() == 0);
                await().atMost(ProxyUnderTest.patience()).untilTrue(ended);
            }
        }

        /** A client that closes its half is gone, as for nginx: no answer can be told from none. */
        @Test
        void shouldLetGo_whenTheClientClosesItsHalf() throws IOException {
            try (var upstream = new RawUpstream((number, head, service) -> {
            }); var proxy = new ProxyUnderTest(upstream.port(), false); var client = new Socket("127.0.0.1", proxy.port())) {
                client.getOutputStream().write("GET /x HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII));
                await().atMost(ProxyUnderTest.patience()).until(() -> upstream.requests.get() == 1);
                client.shutdownOutput();

                await().atMost(ProxyUnderTest.patience()).until(() -> proxy.underWay() == 0);
            }
        }
    }

    private static void flood(OutputStream to, AtomicLong sent) {
        try {
            var piece = new byte[PIECE];
            while (sent.get() < TOTAL) {
                to.write(piece);
                sent.addAndGet(PIECE);
            }
            to.flush();
        } catch (IOException e) {
            // The other side has gone; the test finds out.
        }
    }

    /** Nothing has moved for some seconds; were it only slow, less would have left than may. */
    private static void awaitStandstill(AtomicLong sent) {
        var last = new AtomicLong(-1);
        await().atMost(ProxyUnderTest.patience()).pollInterval(Duration.ofSeconds(2))
                .until(() -> sent.get() > 0 && last.getAndSet(sent.get()) == sent.get());
    }

    private static long length(InputStream from) throws IOException {
        return from.transferTo(OutputStream.nullOutputStream());
    }

    private static OutputStream outputOf(Socket socket) {
        try {
            return socket.getOutputStream();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void awaitOpen(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
