package io.trestle.comfy.comfyuiapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.smallrye.mutiny.Uni;
import io.trestle.simulators.Fault;
import io.trestle.simulators.FaultKind;
import io.trestle.simulators.comfyui.ComfySimulator;
import io.trestle.simulators.comfyui.ComfySimulatorConfig;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/** One call at a time against a server: what it answers, and what becomes of each kind of failure. */
class ComfyClientTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String GOOD = "'1': {'class_type': 'EmptyImage', 'inputs': {'width': 8, 'height': 8, 'batch_size': 1, 'color': 1}},"
            + "'2': {'class_type': 'SaveImage', 'inputs': {'images': ['1', 0], 'filename_prefix': 'x'}}";

    private static Vertx vertx;
    private static ComfySimulator comfy;
    private static ComfyClient client;

    private record Timeouts(Duration connect, Duration answer, Duration transfer) implements ComfyTimeouts {
    }

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
        comfy = ComfySimulator.start(ComfySimulatorConfig.defaults());
        client = new ComfyClients(vertx, new Timeouts(PATIENCE, PATIENCE, PATIENCE)).at(URI.create(comfy.baseUrl()));
    }

    @AfterAll
    static void close() {
        comfy.close();
        vertx.close();
    }

    private static <T> T get(Uni<T> call) {
        return call.await().atMost(PATIENCE);
    }

    private static Uni<Void> submit(String nodes) {
        return client.submit(new JsonObject(("{" + nodes + "}").replace('\'', '"')), UUID.randomUUID().toString(), "c", 1);
    }

    @Test
    void shouldSubmit() {
        get(submit(GOOD));
    }

    @Test
    void pitfall12_shouldFail_whenTheServerTakesItButDropsAnOutput() {
        assertThatThrownBy(() -> get(submit(GOOD + ", '3': {'class_type': 'SaveImage', 'inputs': {'filename_prefix': 'y'}}")))
                .isInstanceOfSatisfying(ComfyRefusal.class, refusal -> assertThat(refusal.detail()).contains("node 3"));
    }

    @Test
    void shouldSayWhy_whenTheServerRefuses() {
        assertThatThrownBy(() -> get(submit("'1': {'class_type': 'Nope', 'inputs': {}}")))
                .isInstanceOfSatisfying(ComfyRefusal.class, refusal -> assertThat(refusal.detail()).contains("Nope"));
    }

    @Test
    void pitfall13_shouldNotTakeAnEmptyHistoryForAnEnd() {
        assertThat(get(client.outcome(UUID.randomUUID().toString()))).isNull();
    }

    @Test
    void pitfall19_shouldNotReadAnswersThatAreEmpty() {
        get(client.free());
        get(client.cancel(UUID.randomUUID().toString()));
    }

    /** As large as a picture that is only sent may be. */
    @Test
    void pitfall20_shouldTakeLargeMessages() throws Exception {
        var picture = Buffer.buffer(new byte[3 << 20]);
        var server = vertx.createHttpServer().webSocketHandler(socket -> socket
                .writeBinaryMessage(Buffer.buffer().appendInt(1).appendInt(2).appendBuffer(picture)))
                .listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        var large = new ComfyClients(vertx, new Timeouts(PATIENCE, PATIENCE, PATIENCE))
                .at(URI.create("http://127.0.0.1:" + server.actualPort()));
        var frame = new CompletableFuture<ComfyFrame>();

        get(large.connect("c")).listen(frame::complete, () -> frame.completeExceptionally(new IllegalStateException("closed")));

        assertThat(frame.get(60, TimeUnit.SECONDS)).isInstanceOfSatisfying(ComfyFrame.Preview.class,
                preview -> assertThat(preview.image().length()).isEqualTo(picture.length()));
    }

    /** Answers that are there before the caller listens. */
    @Test
    void shouldLoseNoAnswer_whenThreadsThatAreNoEventLoopsAskAtOnce() throws Exception {
        var threads = Executors.newFixedThreadPool(48);
        // alone: Mutiny's context propagation is set up by the first call, and by two at once not at all
        get(client.remaining());
        try {
            var asking = IntStream.range(0, 48).mapToObj(i -> threads.submit(() -> {
                for (var n = 0; n < 1000; n++) {
                    assertThat(get(client.remaining())).isNotNegative();
                }
            })).toList();
            for (var one : asking) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void shouldBeUnavailable_whenThereIsNoWholeAnswerOrNoneThatMakesSense() {
        for (var kind : new FaultKind[]{FaultKind.RESET, FaultKind.CUT_BODY, FaultKind.ERROR_PAGE, FaultKind.TRUNCATED_JSON}) {
            comfy.httpFaults().add(Fault.of(kind).on("GET", "^/prompt$"));
            assertThatThrownBy(() -> get(client.remaining())).as(kind.name()).isInstanceOf(ComfyUnavailable.class);
        }
        assertThat(get(client.remaining())).isNotNegative();
    }
}
