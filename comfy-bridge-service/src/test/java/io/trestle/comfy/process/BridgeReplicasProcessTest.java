package io.trestle.comfy.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.trestle.comfy.Bridge;
import io.trestle.comfy.EventReader;
import io.trestle.comfy.SocketClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Two processes of the bridge on one database, with a backend each. */
class BridgeReplicasProcessTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static Surroundings surroundings;
    private static List<BridgeProcess> replicas;

    @BeforeAll
    static void open() {
        surroundings = new Surroundings(2);
        // One after the other: the first one makes the tables, and takes one backend.
        replicas = new ArrayList<>(List.of(start().awaitReady()));
        await().atMost(PATIENCE).until(() -> ready() == 1);
        replicas.add(start().awaitReady());
        await().atMost(PATIENCE).until(() -> ready() == 2);
    }

    @AfterAll
    static void close() {
        replicas.forEach(BridgeProcess::close);
        surroundings.close();
    }

    private static BridgeProcess start() {
        return BridgeProcess.start(surroundings.configuration("trestle.comfy.driving.backends", "1"));
    }

    private static long ready() {
        return new JsonArray(replicas.get(0).get("/backends")).stream().map(JsonObject.class::cast)
                .filter(backend -> backend.getString("state").equals("READY")).count();
    }

    private static JsonObject job(String id) {
        return new JsonObject(replicas.get(1).get("/jobs/" + id));
    }

    /** Long enough to be watched, each with a seed of its own. */
    private static String submit(BridgeProcess replica, int steps) throws Exception {
        var body = new JsonObject().put("workflow", "slow").put("inputs",
                new JsonObject().put("6/steps", steps).put("6/seed", System.nanoTime())).encode();
        var answer = replica.post("/jobs", UUID.randomUUID().toString(), body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return new JsonObject(answer.body()).getString("id");
    }

    private static String submitUnknown() throws Exception {
        var body = new JsonObject().put("workflow", "steps").put("inputs", new JsonObject().put("1/color", Bridge.color())
                .put("2/steps", 10_000).put("2/delay", 0.05)).encode();
        return new JsonObject(replicas.get(0).post("/jobs", UUID.randomUUID().toString(), body).body()).getString("id");
    }

    @Test
    void shouldServeWatchersOfEachOthersJobs() throws Exception {
        assertThat(surroundings.simulators).allSatisfy(comfy -> assertThat(comfy.openSockets()).isEqualTo(1));
        // A workflow of which nothing is known yet, so that one goes to each backend.
        var ids = List.of(submitUnknown(), submitUnknown());
        // Each job is watched at both, so whoever drives it, one of its readers is elsewhere.
        var readers = ids.stream().flatMap(id -> replicas.stream().map(replica -> EventReader.open(replica.baseUrl(), id, ""))).toList();
        await().atMost(PATIENCE).until(() -> readers.stream()
                .allMatch(reader -> reader.numbers().size() > 5 && !reader.named("preview").isEmpty()));
        assertThat(ids.stream().map(id -> job(id).getString("backend"))).as("both drive").doesNotHaveDuplicates();
        for (var id : ids) {
            replicas.get(1).post("/jobs/" + id + "/cancel", "none", "");
        }
        readers.forEach(EventReader::awaitOver);

        assertThat(readers).allSatisfy(reader -> {
            assertThat(reader.numbers()).isEqualTo(IntStream.rangeClosed(1, reader.numbers().size()).boxed().toList());
            assertThat(reader.named("end")).singleElement()
                    .satisfies(end -> assertThat(end.data().getString("state")).isEqualTo("CANCELED"));
        });
        assertThat(readers.get(0).numbers()).isEqualTo(readers.get(1).numbers());
        assertThat(readers.get(2).numbers()).isEqualTo(readers.get(3).numbers());
    }

    @Test
    void shouldTellEverySocketOfAClientId_whicheverReplicaItIsAt() throws Exception {
        var clientId = UUID.randomUUID().toString();
        try (var one = SocketClient.open(replicas.get(0).baseUrl(), clientId);
                var other = SocketClient.open(replicas.get(1).baseUrl(), clientId)) {
            one.awaitSaid("connected server connected");
            other.awaitSaid("connected server connected");
            replicas.get(0).post("/generate-based-workflow?clientId=" + clientId, "none",
                    "{\"workflow\": \"slow\", \"6/steps\": 20, \"6/seed\": " + System.nanoTime() + "}");

            for (var socket : List.of(one, other)) {
                socket.awaitSaid("closed Execution is done").awaitClosed();
                assertThat(socket.said()).filteredOn(text -> text.startsWith("progress ")).hasSizeGreaterThan(1);
            }
        }
    }

    @Test
    void shouldEndAJobOnlyWhenNobodyWatchesItAnywhere() throws Exception {
        var clientId = UUID.randomUUID().toString();
        var one = SocketClient.open(replicas.get(0).baseUrl(), clientId).awaitSaid("connected server connected");
        var other = SocketClient.open(replicas.get(1).baseUrl(), clientId).awaitSaid("connected server connected");
        replicas.get(0).post("/generate-based-workflow?clientId=" + clientId, "none",
                "{\"workflow\": \"slow\", \"6/steps\": 10000, \"6/seed\": " + System.nanoTime() + "}");
        await().atMost(PATIENCE).until(() -> other.said().stream().anyMatch(text -> text.startsWith("progress ")));

        one.close();
        var heard = other.said().size();
        // Far beyond the time of grace: progress is told fifty times a second at most.
        await().atMost(PATIENCE).until(() -> other.said().size() > heard + 30);
        assertThat(replicas.get(0).get("/execution-info?clientId=" + clientId)).contains("progress");

        other.close();
        await().atMost(PATIENCE).until(() -> replicas.get(0).get("/execution-info?clientId=" + clientId).contains("interrupted"));
    }

    @Test
    void shouldGoOnElsewhere_whenAReplicaIsKilled() throws Exception {
        var ids = List.of(submit(replicas.get(0), 100), submit(replicas.get(0), 100));
        var readers = ids.stream().map(id -> EventReader.open(replicas.get(0).baseUrl(), id, "")).toList();
        await().atMost(PATIENCE).until(() -> readers.stream().allMatch(reader -> reader.numbers().size() > 4));

        replicas.get(0).kill();
        readers.forEach(EventReader::awaitOver);
        var later = IntStream.range(0, 2).mapToObj(n -> EventReader.open(replicas.get(1).baseUrl(), ids.get(n),
                String.valueOf(readers.get(n).numbers().get(readers.get(n).numbers().size() - 1)))).toList();
        replicas.set(0, start().awaitReady());

        ids.forEach(id -> await().atMost(PATIENCE).until(() -> job(id).getString("state").equals("SUCCEEDED")));
        later.forEach(EventReader::awaitOver);
        for (var n = 0; n < 2; n++) {
            var all = new ArrayList<>(readers.get(n).numbers());
            all.addAll(later.get(n).numbers());
            assertThat(all).as("what the reader heard before and after").isEqualTo(IntStream.rangeClosed(1, all.size()).boxed().toList());
            assertThat(job(ids.get(n)).getInteger("attempt")).as("the run went on while nobody watched the backend").isEqualTo(1);
            assertThat(surroundings.topics.outcomes(ids.get(n))).hasSizeLessThanOrEqualTo(1);
        }
        ids.forEach(id -> await().atMost(PATIENCE).until(() -> surroundings.topics.outcomes(id).size() == 1));
    }
}
