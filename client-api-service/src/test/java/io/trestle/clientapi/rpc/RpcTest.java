package io.trestle.clientapi.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.notNullValue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.trestle.clientapi.AdapterSide;
import io.trestle.clientapi.Api;
import io.trestle.clientapi.Database;
import io.trestle.clientapi.ServiceUnderTest;
import io.trestle.clientapi.signature.SignatureMother;
import io.trestle.engines.quarkus.EnginesTestResource;
import io.trestle.model.problem.ProblemType;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Calls with callbacks, over the wire. */
@QuarkusTest
@WithTestResource(value = EnginesTestResource.class, initArgs = @ResourceArg(name = "kafka", value = "private"))
@WithTestResource(ServiceUnderTest.class)
class RpcTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int FILES = 10_000;
    private static final int CUTS = 100;

    private Api api;

    @BeforeEach
    void setUp() {
        api = Api.ofNewTenant("rpc-" + UUID.randomUUID().toString().substring(0, 8));
    }

    private ValidatableResponse start(String method, RpcListener listener, JsonObject body) {
        return api.call().body(body.encode()).post("/api/" + method + "/" + listener.id()).then();
    }

    private String started(String method, RpcListener listener, JsonObject body) {
        return start(method, listener, body).statusCode(200).body("type", equalTo("start")).extract().path("request_uuid");
    }

    private static JsonObject steps(int steps, String end) {
        return new JsonObject().put("steps", steps).put("end", end);
    }

    private static void assertNumbered(List<JsonObject> frames) {
        assertThat(frames).extracting(frame -> frame.getLong("seq"))
                .containsExactlyElementsOf(LongStream.rangeClosed(1, frames.size()).boxed().toList());
    }

    @Nested
    class Socket {

        @Test
        void shouldSayWhoTheClientIs_whenItConnects() {
            var introduction = RpcListener.connect(api).introductions().get(0);
            assertThat(introduction.getString("type")).isEqualTo("uuid");
            assertThat(UUID.fromString(introduction.getString("uuid"))).isNotNull();
        }

        @Test
        void shouldRefuse_whenCredentialsAreWrong() {
            assertThat(RpcListener.statusOfRefusal("X-API-KEY", "wrong")).isEqualTo(401);
            assertThat(RpcListener.statusOfRefusal("X-Other", "none")).isEqualTo(401);
        }

        @Test
        void shouldRefuse_whenAPageOfAnotherOriginAsks() {
            api.call().header("Origin", "https://evil.example").body("{}").post("/api/sample/" + RpcListener.connect(api).id()).then()
                    .statusCode(403);
            api.call().header("Origin", "https://evil.example").header("Upgrade", "websocket").header("Connection", "Upgrade")
                    .header("Sec-WebSocket-Version", "13").header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==").get("/ws").then()
                    .statusCode(403);
        }

        @Test
        void shouldLetABrowserIn_whenItOffersATokenAsSubprotocol() {
            var token = api.call().post("/identity/token").then().statusCode(200).extract().<String>path("access_token");
            assertThat(RpcListener.subprotocolWithToken(token)).isEqualTo("trestle");
        }
    }

    @Nested
    class Start {

        @Test
        void shouldNameRequestAndCallbacks_whenTheCallStarts() {
            var listener = RpcListener.connect(api);
            start("sample", listener, steps(2, "finish")).statusCode(200).body("type", equalTo("start"))
                    .body("request_uuid", notNullValue())
                    .body("message", equalTo("Counting started")).body("callbacks", equalTo(List.of("step")));
        }

        @Test
        void shouldBringCallbacksThenOneFinish_whenTheCallRuns() {
            // given
            var listener = RpcListener.connect(api);
            // when
            var request = started("sample", listener, steps(3, "finish"));
            var finish = listener.finish(request);
            // then
            assertThat(finish.getBoolean("done")).isTrue();
            assertThat(listener.frames()).extracting(frame -> frame.getString("type")).containsExactly("callback", "callback", "callback",
                    "finish");
            assertThat(listener.frames()).extracting(frame -> frame.getInteger("step")).containsExactly(1, 2, 3, null);
            assertThat(listener.frames()).extracting(frame -> frame.getString("request_uuid")).containsOnly(request);
            assertNumbered(listener.frames());
        }

        @Test
        void shouldFinishWithTheError_whenTheCallIsRefusedLater() {
            var listener = RpcListener.connect(api);
            var error = listener.finish(started("sample", listener, steps(0, "refuse"))).getJsonObject("error");
            assertThat(error.getString("code")).isEqualTo("conflict");
            assertThat(error.getString("message")).isEqualTo("It is refused");
            assertThat(error.getString("why")).isEqualTo("test");
        }

        @Test
        void shouldFinishWithoutDetails_whenTheMethodHasABug() {
            var listener = RpcListener.connect(api);
            var error = listener.finish(started("sample", listener, steps(1, "break"))).getJsonObject("error");
            assertThat(error.getString("code")).isEqualTo("internal");
            assertThat(error.encode()).doesNotContain("secret detail", "Exception");
        }

        @Test
        void shouldRefuse_whenTheMethodIsUnknown() {
            start("mine_bitcoin", RpcListener.connect(api), new JsonObject()).statusCode(404)
                    .body("type", equalTo(ProblemType.RPC_METHOD_UNKNOWN.type().toString())).body("detail", containsString("scan_models"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"8b6f0df2-6d1c-4dc1-9d8c-0f1f1f1f1f1f", "nobody"})
        void shouldRefuse_whenTheClientIsUnknown(String client) {
            api.call().body("{}").post("/api/sample/" + client).then().statusCode(404);
        }

        @Test
        void shouldRefuse_whenTheClientIsSomebodyElses() {
            var others = RpcListener.connect(Api.local());
            start("sample", others, steps(1, "finish")).statusCode(404).body("type",
                    equalTo(ProblemType.RPC_CLIENT_UNKNOWN.type().toString()));
            assertThat(others.frames()).isEmpty();
        }

        @Test
        void shouldRefuse_whenTheBodyIsBad() {
            var path = "/api/sample/" + RpcListener.connect(api).id();
            api.call().body("{\"steps\":").post(path).then().statusCode(400).body("type",
                    equalTo(ProblemType.MALFORMED_JSON.type().toString()));
            api.call().body("{\"steps\":-1}").post(path).then().statusCode(422).body("errors[0].path", containsString("steps"));
            api.call().body("[]").post(path).then().statusCode(422);
            api.call().body("{\"x\":\"" + "a".repeat(2_000_000) + "\"}").post(path).then().statusCode(413);
        }

        @Test
        void shouldRefuse_whenTooManyCallsRun() {
            var listener = RpcListener.connect(api);
            var running = IntStream.range(0, 4).mapToObj(i -> started("sample", listener, steps(0, "hang"))).toList();
            start("sample", listener, steps(0, "hang")).statusCode(429);

            running.forEach(request -> api.call().delete("/api/requests/" + request).then().statusCode(200));
            running.forEach(listener::finish);
            started("sample", listener, steps(0, "finish"));
        }
    }

    @Nested
    class Cancel {

        @Test
        void shouldFinishTheCallOnce_whenItIsCancelled() {
            // given
            var listener = RpcListener.connect(api);
            var request = started("sample", listener, steps(1, "hang"));
            listener.awaitFrames(1);
            // when
            api.call().delete("/api/requests/" + request).then().statusCode(200).body("state", equalTo("cancelling"));
            // then
            assertThat(listener.finish(request).getJsonObject("error").getString("code")).isEqualTo("cancelled");
            api.call().delete("/api/requests/" + request).then().statusCode(200).body("state", equalTo("cancelled"));
            assertThat(listener.frames()).extracting(frame -> frame.getString("type")).containsExactly("callback", "finish");
        }

        @Test
        void shouldNotFindIt_whenTheCallIsSomebodyElses() {
            var request = started("sample", RpcListener.connect(api), steps(0, "finish"));
            Api.local().call().delete("/api/requests/" + request).then().statusCode(404);
            api.call().delete("/api/requests/none").then().statusCode(404);
        }
    }

    @Nested
    class Resume {

        @Test
        void shouldBringEveryFrameOnceInOrder_whenTheConnectionIsCutAHundredTimes() {
            // given
            var random = new Random(7);
            var listener = RpcListener.connect(api);
            var request = started("sample", listener, steps(20 * CUTS, "finish"));
            // when
            for (var cut = 0; cut < CUTS; cut++) {
                listener.awaitFrames((int) Math.min(20 * CUTS, listener.lastSeq() + random.nextInt(15)));
                listener.cut();
                listener.resume();
            }
            // then
            listener.finish(request);
            assertThat(listener.introductions()).hasSize(CUTS + 1).allMatch(frame -> listener.id().equals(frame.getString("uuid")));
            assertThat(listener.frames()).hasSize(20 * CUTS + 1);
            assertNumbered(listener.frames());
            assertThat(listener.frames()).filteredOn(frame -> "finish".equals(frame.getString("type"))).hasSize(1);
        }

        @Test
        void shouldGoOn_whenItComesBackWhileAFrameIsBeingWritten() throws Exception {
            // given
            var listener = RpcListener.connect(api);
            listener.finish(started("sample", listener, steps(2, "finish")));
            listener.cut();
            try (var writer = Database.connect(); var statement = writer.createStatement()) {
                // what a replica writes for a callback, up to its commit
                writer.setAutoCommit(false);
                statement.execute("UPDATE rpc_client SET last_seq = 4 WHERE id = '" + listener.id() + "'");
                statement.execute("INSERT INTO rpc_frame (client_id, seq, frame, created_at) VALUES ('" + listener.id()
                        + "', 4, '{\"type\":\"callback\",\"request_uuid\":\"late\"}', now())");
                // when
                var back = CompletableFuture.runAsync(listener::resume);
                await().atMost(PATIENCE).until(() -> !Database.select("SELECT pid::text FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%rpc_client%'").isEmpty());
                writer.commit();
                back.get(60, TimeUnit.SECONDS);
            }
            // then
            listener.awaitFrames(4);
            assertThat(listener.introductions()).allMatch(frame -> listener.id().equals(frame.getString("uuid")));
            assertNumbered(listener.frames());
        }

        @Test
        void shouldBringWhatWasMissed_whenTheCallEndedMeanwhile() {
            var listener = RpcListener.connect(api);
            listener.cut();
            var request = started("sample", listener, steps(5, "finish"));
            await().atMost(PATIENCE)
                    .until(() -> Database.select("SELECT state FROM rpc_request WHERE id = ?::uuid", request).contains("FINISHED"));

            listener.resume();

            listener.finish(request);
            assertNumbered(listener.frames());
        }

        @Test
        void shouldIntroduceANewClient_whenItCannotGoOn() {
            var listener = RpcListener.connect(api);
            listener.finish(started("sample", listener, steps(5, "finish")));
            var foreign = RpcListener.connect(Api.local()).id();
            Database.update("DELETE FROM rpc_frame WHERE client_id = ?::uuid AND seq < 4", listener.id());

            listener.resume(listener.id(), 1);
            listener.resume(listener.id(), 99);
            listener.resume(foreign, 0);
            listener.resume("nonsense", 0);
            listener.resume(listener.id(), 4);

            var uuids = listener.introductions().stream().map(frame -> frame.getString("uuid")).toList();
            assertThat(uuids.subList(1, 5)).doesNotContain(listener.id(), foreign).doesNotHaveDuplicates();
            assertThat(uuids.get(5)).isEqualTo(listener.id());
        }
    }

    @Nested
    class Takeover {

        @Test
        void shouldGoOnBehindTheCheckpoint_whenTheReplicaIsGone() {
            // given a call whose replica told of three steps, and died
            var listener = RpcListener.connect(api);
            var request = started("sample", listener, steps(3, "hang"));
            listener.awaitFrames(3);
            // when its lease passes to another
            Database.update(
                    """
                            UPDATE rpc_request SET params = '{"steps":6}', leased_by = gen_random_uuid(), leased_until = now(), next_attempt_at = now() WHERE id = ?::uuid""",
                    request);
            // then
            listener.finish(request);
            assertThat(listener.frames()).extracting(frame -> frame.getInteger("step")).containsExactly(1, 2, 3, 4, 5, 6, null);
        }

        @Test
        void shouldEndWithAnError_whenEveryReplicaDiesOfIt() {
            var listener = RpcListener.connect(api);
            var request = started("sample", listener, steps(0, "hang"));
            await().atMost(PATIENCE).until(() -> Database
                    .update("UPDATE rpc_request SET attempts = 9, leased_by = gen_random_uuid(), leased_until = now(), next_attempt_at = now() WHERE id = ?::uuid AND leased_by IS NOT NULL",
                            request) == 1);
            assertThat(listener.finish(request).getJsonObject("error").getString("message")).contains("given up");
        }
    }

    @Nested
    class ScanModels {

        @Test
        void shouldTellOfEveryFileInOrder_whenThereAreTenThousand() throws IOException {
            // given
            var directory = Files.createDirectories(ServiceUnderTest.MODEL_ROOT.resolve("many"));
            for (var i = 0; i < FILES; i++) {
                var file = directory.resolve("d" + i % 10).resolve(String.format(Locale.ROOT, "m%05d.safetensors", i));
                Files.createDirectories(file.getParent());
                Files.write(file, new byte[i % 7]);
            }
            var listener = RpcListener.connect(api);
            // when
            var request = started("scan_models", listener, new JsonObject().put("scan_dir", "many"));
            var finish = listener.finish(request);
            // then
            assertThat(finish.getInteger("found")).isEqualTo(FILES);
            var found = listener.frames().stream().filter(frame -> frame.containsKey("model_found"))
                    .map(frame -> frame.getJsonObject("model_found")).toList();
            assertThat(found).hasSize(FILES);
            assertThat(found).extracting(file -> file.getString("path")).isSorted();
            assertThat(found.get(1).getString("name")).isEqualTo("m00010.safetensors");
            assertThat(found.get(1).getInteger("size")).isEqualTo(3);
            assertThat(found.get(1).getString("type")).isEqualTo("safetensors");
            assertNumbered(listener.frames());
        }

        @Test
        void shouldHashAndChoose_whenAsked() throws IOException {
            var directory = Files.createDirectories(ServiceUnderTest.MODEL_ROOT.resolve("few"));
            Files.writeString(directory.resolve("a.gguf"), "abc");
            Files.writeString(directory.resolve("b.txt"), "no model");
            var listener = RpcListener.connect(api);

            listener.finish(started("scan_models", listener, new JsonObject().put("scan_dir", directory.toString()).put("hash", true)
                    .put("extensions", new JsonArray().add("GGUF"))));

            assertThat(listener.frames()).filteredOn(frame -> frame.containsKey("model_found")).singleElement()
                    .satisfies(frame -> assertThat(frame.getJsonObject("model_found").getString("sha256"))
                            .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"../..", "/etc", "few/../../..", "/", "link-out"})
        void shouldRefuse_whenThePathLeadsOutside(String path, @TempDir Path outside) throws IOException {
            Files.createDirectories(ServiceUnderTest.MODEL_ROOT.resolve("few"));
            var link = ServiceUnderTest.MODEL_ROOT.resolve("link-out");
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, outside);
            start("scan_models", RpcListener.connect(api), new JsonObject().put("scan_dir", path)).statusCode(403)
                    .body("type", equalTo(ProblemType.PATH_OUTSIDE_ROOTS.type().toString()));
        }

        @Test
        void shouldLeaveOutWhatLinksLeadTo_whenTheyLeadOutside(@TempDir Path outside) throws IOException {
            Files.writeString(outside.resolve("secret.ckpt"), "x");
            var directory = Files.createDirectories(ServiceUnderTest.MODEL_ROOT.resolve("links"));
            Files.writeString(directory.resolve("real.ckpt"), "x");
            link(directory.resolve("inside.ckpt"), directory.resolve("real.ckpt"));
            link(directory.resolve("outside.ckpt"), outside.resolve("secret.ckpt"));
            link(directory.resolve("outside"), outside);
            link(directory.resolve("circle"), directory);
            var listener = RpcListener.connect(api);

            listener.finish(started("scan_models", listener, new JsonObject().put("scan_dir", "links")));

            assertThat(listener.frames()).filteredOn(frame -> frame.containsKey("model_found"))
                    .extracting(frame -> frame.getJsonObject("model_found").getString("name")).containsExactly("inside.ckpt", "real.ckpt");
        }

        private void link(Path link, Path target) throws IOException {
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, target);
        }

        @Test
        void shouldRefuse_whenThereIsNoSuchDirectory() {
            start("scan_models", RpcListener.connect(api), new JsonObject().put("scan_dir", "none")).statusCode(404);
        }
    }

    @Nested
    class RegisterModel {

        @Test
        void shouldTellThatItProvisionsThenWhereTheModelIs_whenTheSignatureIsGood() {
            AdapterSide.shared().answerNormally();
            var listener = RpcListener.connect(api);

            var request = started("register_model", listener, new JsonObject(SignatureMother.seed().toString()));

            var finish = listener.finish(request);
            assertThat(finish.getString("status")).isEqualTo("ready");
            assertThat(listener.frames().get(0).getJsonObject("provisioning").getString("id")).isEqualTo(finish.getString("id"));
            assertThat(api.status(finish.getString("id"))).isEqualTo("ready");
            assertThat(finish.encode()).doesNotContainIgnoringCase("secret");
        }

        @Test
        void shouldRefuseAtOnce_whenTheSignatureIsBad() {
            start("register_model", RpcListener.connect(api), new JsonObject().put("inputs", 3).put("outputs", 4)).statusCode(422);
        }
    }

    @Nested
    class Provisioning {

        @Test
        void shouldFinishWithTheModel_whenItsTunnelStands() {
            AdapterSide.shared().answerNormally();
            var model = api.registered(SignatureMother.seed());
            var listener = RpcListener.connect(api);

            var finish = listener.finish(started("provisioning", listener, new JsonObject().put("id", model)));

            assertThat(finish.getString("status")).isEqualTo("ready");
            assertThat(listener.frames().get(0).getJsonObject("provisioning").getString("id")).isEqualTo(model);
        }

        @Test
        void shouldRefuseAtOnce_whenTheTenantHasNoSuchModel() {
            start("provisioning", RpcListener.connect(api), new JsonObject().put("id", "none")).statusCode(404);
        }
    }

    @Nested
    class CreateVm {

        @Test
        void shouldRefuseAtOnce_whenTheAdapterIsAway() {
            start("create_vm", RpcListener.connect(api),
                    new JsonObject().put("node_id", "n").put("credential", "c").put("image_name", "i")).statusCode(503);
        }
    }

    @Test
    void shouldDescribeItsMethods_whenAsked() {
        api.call().get("/api/methods").then().statusCode(200)
                .body("name", hasItems("scan_models", "register_model", "provisioning", "run_prediction", "create_vm"))
                .body("find { it.name == 'scan_models' }.callbacks", equalTo(List.of("model_found", "progress")))
                .body("find { it.name == 'scan_models' }.parameters.properties.scan_dir.type", equalTo("string"));
    }
}
