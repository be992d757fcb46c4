package io.trestle.e2e.chaos.line;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Over real sockets, to a server that says everything again. */
class FaultProxyTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SILENCE_MILLIS = 300;

    private ServerSocket echo;
    private FaultProxy proxy;

    @BeforeEach
    void open() throws IOException {
        echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Connection.inBackground(() -> {
            try {
                while (true) {
                    var caller = echo.accept();
                    Connection.inBackground(() -> answer(caller));
                }
            } catch (IOException closed) {
                // the test is over
            }
        });
        proxy = FaultProxy.to(echo.getLocalPort());
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        echo.close();
    }

    private static void answer(Socket caller) {
        try (caller) {
            caller.getInputStream().transferTo(caller.getOutputStream());
        } catch (IOException broken) {
            // as it was meant
        }
    }

    private Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
    }

    private static String hear(Socket socket, int bytes) throws IOException {
        return new String(socket.getInputStream().readNBytes(bytes), US_ASCII);
    }

    private static void assertReset(Socket socket) {
        assertThatThrownBy(() -> {
            say(socket, "?");
            if (socket.getInputStream().read() < 0) {
                throw new AssertionError("an orderly end");
            }
        }).isInstanceOf(SocketException.class);
    }

    private static void assertSilent(Socket socket) throws IOException {
        socket.setSoTimeout(SILENCE_MILLIS);
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        socket.setSoTimeout((int) PATIENCE.toMillis());
    }

    @Nested
    class Healthy {

        @Test
        void shouldCarryBothWays_andBothEnds() throws IOException {
            try (var socket = connect()) {
                say(socket, "hello");
                assertThat(hear(socket, 5)).isEqualTo("hello");
                say(socket, "bye");
                socket.shutdownOutput();
                assertThat(hear(socket, 10)).as("all, and then the end").isEqualTo("bye");
            }
            await().atMost(PATIENCE).until(() -> proxy.open() == 0);
        }

        @Test
        void shouldReset_whenTheServerIsAway() throws IOException {
            echo.close();
            try (var socket = connect()) {
                assertReset(socket);
            }
        }
    }

    @Nested
    class Failing {

        @Test
        void shouldBringItLate_whenDelayed() throws IOException {
            proxy.fail(LineFault.delay(Duration.ofMillis(200)));
            try (var socket = connect()) {
                var begin = System.nanoTime();
                say(socket, "slow");
                assertThat(hear(socket, 4)).isEqualTo("slow");
                assertThat(Duration.ofNanos(System.nanoTime() - begin)).as("there and back").isGreaterThanOrEqualTo(Duration.ofMillis(400));
            }
        }

        @Test
        void shouldResetWhatStandsAndWhatComes_whenReset() throws IOException {
            try (var standing = connect()) {
                say(standing, "a");
                hear(standing, 1);
                proxy.fail(LineFault.RESET);
                assertReset(standing);
                try (var coming = connect()) {
                    assertReset(coming);
                }
            }
            proxy.heal();
            try (var later = connect()) {
                say(later, "b");
                assertThat(hear(later, 1)).isEqualTo("b");
            }
        }

        @Test
        void shouldLeadNowhere_whenHalfOpen_andBeResetWhenItIsOver() throws IOException {
            try (var standing = connect()) {
                say(standing, "a");
                hear(standing, 1);
                proxy.fail(LineFault.HALF_OPEN);
                try (var coming = connect()) {
                    say(standing, "b");
                    say(coming, "c");
                    assertSilent(standing);
                    assertSilent(coming);
                    proxy.heal();
                    assertReset(standing);
                    assertReset(coming);
                }
            }
        }

        @Test
        void shouldGiveHalfAnAnswer_whenTruncated() throws IOException {
            try (var socket = connect()) {
                proxy.fail(LineFault.TRUNCATE);
                say(socket, "12345678");
                assertThat(hear(socket, 8)).as("half of it, and then the end").isEqualTo("1234");
            }
        }

        @Test
        void shouldGoOnWhereItStopped_whenABlackHoleIsOver() throws IOException {
            try (var standing = connect()) {
                say(standing, "a");
                hear(standing, 1);
                proxy.fail(LineFault.BLACK_HOLE);
                say(standing, "late");
                assertSilent(standing);
                proxy.heal();
                assertThat(hear(standing, 4)).isEqualTo("late");
            }
        }

        @Test
        void shouldReset_whenTheBytesAreUsedUp() throws IOException {
            proxy.fail(LineFault.cutAfter(6));
            try (var socket = connect()) {
                say(socket, "1234");
                // four went there; two come back
                assertThatThrownBy(() -> hear(socket, 4)).isInstanceOf(SocketException.class);
            }
            await().atMost(PATIENCE).until(() -> proxy.open() == 0);
        }
    }
}
