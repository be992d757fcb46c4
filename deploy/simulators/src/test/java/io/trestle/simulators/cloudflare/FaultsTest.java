package io.trestle.simulators.cloudflare;

import static io.trestle.simulators.cloudflare.ApiClient.RECORDS;
import static io.trestle.simulators.cloudflare.ApiClient.TUNNELS;
import static io.trestle.simulators.cloudflare.TunnelMother.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.trestle.simulators.Fault;
import io.trestle.simulators.Fault.Timing;
import io.trestle.simulators.FaultKind;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

class FaultsTest {

    @RegisterExtension
    static final RunningSimulator SIMULATOR = RunningSimulator.withDefaults();

    private final ApiClient client = SIMULATOR.tunnels();

    /** Scripts a fault for the next creation of a tunnel. */
    private static void script(FaultKind kind, Timing timing) {
        script(timing == Timing.AFTER_EFFECT ? Fault.of(kind).afterEffect() : Fault.of(kind));
    }

    private static void script(Fault fault) {
        SIMULATOR.get().faults().add(fault.on("POST", "/cfd_tunnel$"));
    }

    private static int tunnels() {
        return SIMULATOR.get().state().tunnels().size();
    }

    /** How many tunnels a fault with this timing leaves behind. */
    private static int effects(Timing timing) {
        return timing == Timing.AFTER_EFFECT ? 1 : 0;
    }

    @Nested
    class Delay {

        @ParameterizedTest
        @EnumSource
        void shouldAnswerRightButLate(Timing timing) {
            var delay = Fault.of(FaultKind.DELAY).delayedBy(Duration.ofMillis(120));
            script(timing == Timing.AFTER_EFFECT ? delay.afterEffect() : delay);

            var started = System.nanoTime();
            client.post(TUNNELS, named("m-1")).succeeds();

            assertThat(Duration.ofNanos(System.nanoTime() - started)).isGreaterThanOrEqualTo(Duration.ofMillis(120));
        }
    }

    @Nested
    class Reset {

        @ParameterizedTest
        @EnumSource
        void shouldBreakConnection(Timing timing) {
            script(FaultKind.RESET, timing);

            assertThatThrownBy(() -> client.spoilt(TUNNELS, named("m-1"))).isInstanceOf(IOException.class)
                    .isNotInstanceOf(HttpTimeoutException.class);

            assertThat(tunnels()).isEqualTo(effects(timing));
            assertThat(SIMULATOR.get().journal().entries()).singleElement().satisfies(entry -> {
                assertThat(entry.effects()).isEqualTo(effects(timing));
                assertThat(entry.status()).isZero();
                assertThat(entry.fault()).isEqualTo("RESET " + timing);
            });
        }

        @Test
        void shouldSendRst_notFin() throws IOException {
            SIMULATOR.get().faults().add(Fault.of(FaultKind.RESET));
            var address = URI.create(SIMULATOR.get().baseUrl());

            try (var socket = new Socket(address.getHost(), address.getPort())) {
                socket.setSoTimeout(5_000);
                socket.getOutputStream()
                        .write(("GET /client/v4" + TUNNELS + " HTTP/1.1\r\nhost: x\r\n\r\n").getBytes(StandardCharsets.UTF_8));

                assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class).hasMessage("Connection reset");
            }
        }
    }

    @Nested
    class Hang {

        @ParameterizedTest
        @EnumSource
        void shouldNeverAnswer(Timing timing) {
            script(FaultKind.HANG, timing);

            assertThatThrownBy(() -> client.spoilt(TUNNELS, named("m-1"))).isInstanceOf(HttpTimeoutException.class);

            assertThat(tunnels()).isEqualTo(effects(timing));
        }
    }

    @Nested
    class ErrorPage {

        @ParameterizedTest
        @EnumSource
        void shouldBeHtml(Timing timing) throws IOException {
            var page = Fault.of(FaultKind.ERROR_PAGE).withStatus(503);
            script(timing == Timing.AFTER_EFFECT ? page.afterEffect() : page);

            var response = client.spoilt(TUNNELS, named("m-1"));

            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.headers().firstValue("content-type")).hasValue("text/html; charset=UTF-8");
            assertThat(response.headers().firstValue("cf-ray")).isPresent();
            assertThat(response.body()).startsWith("<!DOCTYPE html>").contains("503");
            assertThat(tunnels()).isEqualTo(effects(timing));
        }
    }

    @Nested
    class EmptyBody {

        @ParameterizedTest
        @EnumSource
        void shouldHaveStatusOnly(Timing timing) throws IOException {
            script(FaultKind.EMPTY_BODY, timing);

            var response = client.spoilt(TUNNELS, named("m-1"));

            assertThat(response.statusCode()).isEqualTo(502);
            assertThat(response.body()).isEmpty();
            assertThat(tunnels()).isEqualTo(effects(timing));
        }
    }

    @Nested
    class TooManyRequests {

        @Test
        void shouldSayWhenToComeBack() {
            script(Fault.of(FaultKind.TOO_MANY_REQUESTS).withRetryAfter(Duration.ofSeconds(7)));

            var answer = client.post(TUNNELS, named("m-1")).failsWith(429, 971);

            assertThat(answer.header("retry-after")).isEqualTo("7");
            assertThat(tunnels()).isZero();
        }
    }

    @Nested
    class TruncatedJson {

        @Test
        void shouldBeCompleteHttp_withHalfTheBody() throws IOException {
            script(Fault.of(FaultKind.TRUNCATED_JSON));

            var response = client.spoilt(TUNNELS, named("m-1"));

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).startsWith("{\"success\":true");
            assertThatThrownBy(() -> new JsonObject(response.body())).isInstanceOf(DecodeException.class);
            assertThat(tunnels()).isEqualTo(1);
        }
    }

    @Nested
    class CutBody {

        @Test
        void shouldBreakConnectionInTheMiddle() {
            script(Fault.of(FaultKind.CUT_BODY));

            assertThatThrownBy(() -> client.spoilt(TUNNELS, named("m-1"))).isInstanceOf(IOException.class)
                    .isNotInstanceOf(HttpTimeoutException.class);

            assertThat(tunnels()).isEqualTo(1);
        }
    }

    @Nested
    class DuplicateDelivery {

        @Test
        void shouldAnswerAsToTheSecond() {
            script(Fault.of(FaultKind.DUPLICATE_DELIVERY));

            client.post(TUNNELS, named("m-1")).failsWith(409, 1013);

            assertThat(tunnels()).isEqualTo(1);
            assertThat(SIMULATOR.get().journal().entries()).singleElement().satisfies(entry -> assertThat(entry.effects()).isEqualTo(2));
        }

        @Test
        void shouldDeleteTwice_whichIsNotFound() {
            var present = SIMULATOR.dns().post(RECORDS, DnsMother.tunnel("m-1")).result().getString("id");
            SIMULATOR.get().faults().add(Fault.of(FaultKind.DUPLICATE_DELIVERY).on("DELETE", "/dns_records/"));

            SIMULATOR.dns().delete(RECORDS + "/" + present).failsWith(404, 81044);
        }
    }

    @Nested
    class ListLag {

        private static final Duration LAG = Duration.ofMinutes(1);

        @Test
        void shouldHideFreshTunnel_thoughItsNameIsTaken() {
            script(Fault.of(FaultKind.LIST_LAG).delayedBy(LAG));
            var id = client.post(TUNNELS, named("m-1")).result().getString("id");

            assertThat(client.get(TUNNELS + "?name=m-1&is_deleted=false").results()).isEmpty();
            client.get(TUNNELS + "/" + id).succeeds();
            client.post(TUNNELS, named("m-1")).failsWith(409, 1013);

            SIMULATOR.get().clock().advance(LAG);
            assertThat(client.get(TUNNELS + "?name=m-1&is_deleted=false").results()).hasSize(1);
        }

        @Test
        void shouldStillShowDeletedTunnelAsLive() {
            var id = client.post(TUNNELS, named("m-1")).result().getString("id");
            SIMULATOR.get().faults().add(Fault.of(FaultKind.LIST_LAG).on("DELETE", id).delayedBy(LAG));
            client.delete(TUNNELS + "/" + id).succeeds();

            assertThat(client.get(TUNNELS + "?is_deleted=false").results()).hasSize(1);
            assertThat(client.get(TUNNELS + "/" + id).result().getString("deleted_at")).isNotNull();

            SIMULATOR.get().clock().advance(LAG);
            assertThat(client.get(TUNNELS + "?is_deleted=false").results()).isEmpty();
        }

        @Test
        void shouldHideFreshRecord_thoughItStandsInTheWay() {
            SIMULATOR.get().faults().add(Fault.of(FaultKind.LIST_LAG).on("POST", "/dns_records").delayedBy(LAG));
            SIMULATOR.dns().post(RECORDS, DnsMother.tunnel("m-1")).succeeds();

            assertThat(SIMULATOR.dns().get(RECORDS).results()).isEmpty();
            SIMULATOR.dns().post(RECORDS, DnsMother.tunnel("m-1")).failsWith(400, 81053);

            SIMULATOR.get().clock().advance(LAG);
            assertThat(SIMULATOR.dns().get(RECORDS).results()).hasSize(1);
        }

        @Test
        void shouldStillShowDeletedRecord() {
            var id = SIMULATOR.dns().post(RECORDS, DnsMother.tunnel("m-1")).result().getString("id");
            SIMULATOR.get().faults().add(Fault.of(FaultKind.LIST_LAG).on("DELETE", id).delayedBy(LAG));
            SIMULATOR.dns().delete(RECORDS + "/" + id).succeeds();

            assertThat(SIMULATOR.dns().get(RECORDS).results()).hasSize(1);
            SIMULATOR.dns().get(RECORDS + "/" + id).failsWith(404, 81044);

            SIMULATOR.get().clock().advance(LAG);
            assertThat(SIMULATOR.dns().get(RECORDS).results()).isEmpty();
        }
    }

    @Nested
    class EveryKind {

        static Stream<Arguments> faults() {
            return Stream.of(FaultKind.values()).flatMap(kind -> Stream.of(Timing.values()).map(timing -> Arguments.of(kind, timing)));
        }

        @ParameterizedTest
        @MethodSource("faults")
        void shouldStrikeOnce_andLeaveTheRestAlone(FaultKind kind, Timing timing) {
            script(kind, timing);

            try {
                client.spoilt(TUNNELS, named("m-1"));
            } catch (IOException e) {
                // What a fault does to its own request is told above.
            }

            client.post(TUNNELS, named("m-2")).succeeds();
            assertThat(SIMULATOR.get().faults().isSpent()).isTrue();
            assertThat(SIMULATOR.get().journal().entries()).extracting(entry -> entry.fault()).isEqualTo(list(kind + " " + timing, null));
        }

        private static List<String> list(String... members) {
            return java.util.Arrays.asList(members);
        }
    }
}
