package io.trestle.comfy.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.trestle.comfy.EventReader;
import io.trestle.comfy.SocketClient;
import io.vertx.core.json.JsonObject;

/** The packaged bridge is asked to stop (SIGTERM) while a job runs and is watched. */
class BridgeShutdownProcessTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private Surroundings surroundings;
    private BridgeProcess process;

    @BeforeEach
    void open() {
        surroundings = new Surroundings(1);
        process = start();
    }

    @AfterEach
    void close() {
        process.close();
        surroundings.close();
    }

    /** Quarkus waits as long as this for requests that became sockets, although those are closed: it does not count their end. */
    private BridgeProcess start() {
        return BridgeProcess.start(surroundings.configuration("quarkus.shutdown.timeout", "3s")).awaitReady();
    }

    @Test
    void shouldSendWatchersAwayAndEnd_andLetTheJobGoOn() throws Exception {
        var clientId = UUID.randomUUID().toString();
        try (var socket = SocketClient.open(process.baseUrl(), clientId).awaitSaid("connected server connected")) {
            process.post("/generate-based-workflow?clientId=" + clientId, "none",
                    "{\"workflow\": \"slow\", \"6/steps\": 300, \"6/seed\": " + System.nanoTime() + "}");
            await().atMost(PATIENCE).until(() -> socket.said().stream().anyMatch(text -> text.startsWith("progress ")));
            var id = new JsonObject(process.get("/jobs?limit=1")).getJsonArray("jobs").getJsonObject(0).getString("id");
            var reader = EventReader.open(process.baseUrl(), id, "").awaitNamed("preview");

            process.terminate();

            socket.awaitClosed();
            assertThat(socket.closeCode()).isEqualTo(1001);
            reader.awaitOver();
            assertThat(reader.named("end")).isEmpty();
            process = start();
            await().atMost(PATIENCE).until(() -> new JsonObject(process.get("/jobs/" + id)).getString("state").equals("SUCCEEDED"));
            assertThat(new JsonObject(process.get("/jobs/" + id)).getInteger("attempt")).isEqualTo(1);
        }
    }
}
