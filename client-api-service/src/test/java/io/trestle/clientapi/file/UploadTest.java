package io.trestle.clientapi.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trestle.clientapi.Api;
import io.trestle.clientapi.Database;
import io.trestle.clientapi.ServiceUnderTest;
import io.trestle.clientapi.file.Uploader.Answer;
import io.trestle.engines.quarkus.EnginesTestResource;
import io.trestle.model.problem.ProblemType;

@QuarkusTest
@WithTestResource(value = EnginesTestResource.class, initArgs = @ResourceArg(name = "kafka", value = "private"))
@WithTestResource(ServiceUnderTest.class)
class UploadTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Uploader worker = Uploader.local();

    @Inject
    UploadedFiles files;

    /** Bytes that no other test has. */
    private static byte[] unique(int size) {
        var bytes = new byte[size];
        var id = UUID.randomUUID().toString().getBytes(UTF_8);
        System.arraycopy(id, 0, bytes, 0, Math.min(id.length, size));
        return bytes;
    }

    private static void assertProblem(Answer answer, ProblemType type) {
        assertThat(answer.status()).as(new String(answer.body(), UTF_8)).isEqualTo(type.status());
        assertThat(answer.json().getString("type")).isEqualTo(type.type().toString());
        assertThat(answer.json().getInt("httpStatus")).isEqualTo(type.status());
    }

    @Nested
    class Stored {

        @ParameterizedTest
        @CsvSource({"7_0_cat.png, 7_0_cat.png", "7_0_cat.png/, 7_0_cat.png", "7_0_cat.png?sig=1&x=%20, 7_0_cat.png",
                "7_0_a%20%E7%8C%AB.png, 7_0_a%20%E7%8C%AB.png", "7_0_%252f.png, 7_0_%252f.png", "file, file", "a%23b%3F, a%23b%3F",
                "e%CC%81, %C3%A9", "%E2%80%AEgnp.exe, _gnp.exe", "None_0_x, None_0_x", "CON, CON"})
        void shouldAnswerWithItsAddress_whateverTheName(String sent, String inAddress) {
            // given
            var bytes = unique(1000);
            // when
            var answer = worker.put(sent, bytes, "Content-Type", "image/png");
            // then
            assertThat(answer.status()).as(new String(answer.body(), UTF_8)).isEqualTo(201);
            var location = answer.location();
            assertThat(location.isAbsolute()).isTrue();
            assertThat(location).hasNoQuery();
            assertThat(location.getRawPath()).isEqualTo("/pc/client-api/files/" + answer.json().getString("data.hash") + "/" + inAddress);
            assertThat(answer.json().getInt("httpStatus")).isEqualTo(201);
            assertThat(answer.json().getString("data.url")).isEqualTo(location.toString());
            assertThat(answer.json().getLong("data.size")).isEqualTo(1000);
            assertThat(Uploader.get(location).body()).isEqualTo(bytes);
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 1, 8192, 65_536, 65_537, 3_000_000, ServiceUnderTest.LONGEST_FILE})
        void shouldKeepEveryByte_withAndWithoutLength(int size) {
            var tenant = new Uploader(Api.ofNewTenant("sizes-" + UUID.randomUUID()).key());
            var declared = unique(size);
            var undeclared = unique(size);
            assertThat(Uploader.get(tenant.put("a.bin", declared).location()).body()).isEqualTo(declared);
            assertThat(Uploader.get(tenant.putChunked("b.bin", undeclared).location()).body()).isEqualTo(undeclared);
        }

        @ParameterizedTest
        @ValueSource(strings = {"image/png; charset=", "*/*", "text/html;;;"})
        void shouldGoByTheName_whenTheTypeIsNone(String type) {
            var answer = worker.put("7_0_cat.png", unique(10), "Content-Type", type);
            assertThat(answer.status()).as(new String(answer.body(), UTF_8)).isEqualTo(201);
            assertThat(answer.json().getString("data.mediaType")).isEqualTo("image/png");
        }

        @Test
        void shouldShortenTheName_whenItIsTooLong() {
            var answer = worker.put("7_0_" + "x".repeat(3000) + ".png", unique(10));
            assertThat(answer.status()).isEqualTo(201);
            assertThat(answer.json().getString("data.name")).hasSize(255).startsWith("7_0_x").endsWith("x.png");
        }

        @Test
        void shouldBelongToThePrediction_whenTheWorkerSaysSo() {
            var prediction = "p" + UUID.randomUUID();
            worker.put(prediction + "_0_a_b.png", unique(10), "X-Prediction-ID", prediction);
            worker.put(prediction + "_1_a_b.png", unique(10), "X-Prediction-ID", prediction);
            var other = new Uploader(Api.ofNewTenant("other-" + UUID.randomUUID()).key());
            other.put(prediction + "_2_evil.png", unique(10), "X-Prediction-ID", prediction);
            assertThat(files.ofPrediction("local", prediction).await().atMost(PATIENCE)).extracting(UploadedFile::name)
                    .containsExactly(prediction + "_0_a_b.png", prediction + "_1_a_b.png");
        }

        @Test
        void shouldSayContinue_onlyWhenItWillRead() {
            try (var accepted = new RawConnection(); var refused = new RawConnection()) {
                var expecting = "Host: h\r\nContent-Length: 3\r\nExpect: 100-continue\r\n";
                accepted.send("PUT " + Uploader.ROOT + "c HTTP/1.1\r\n" + expecting + "X-API-KEY: " + worker.key() + "\r\n\r\n");
                assertThat(accepted.readHead()).startsWith("HTTP/1.1 100");
                accepted.send("abc");
                assertThat(accepted.readHead()).startsWith("HTTP/1.1 201");
                refused.send("PUT " + Uploader.ROOT + "c HTTP/1.1\r\n" + expecting + "\r\n");
                assertThat(refused.readHead()).startsWith("HTTP/1.1 401");
            }
        }
    }

    @Nested
    class Again {

        @Test
        void shouldHaveTheSameAddress_whenNameAndBytesAreTheSame() {
            var bytes = unique(100_000);
            var first = worker.put("7_0_a.png", bytes);
            var objects = Uploader.stored("objects");
            var second = worker.put("7_0_a.png", bytes);
            assertThat(second.status()).isEqualTo(201);
            assertThat(second.location()).isEqualTo(first.location());
            assertThat(Uploader.stored("objects")).isEqualTo(objects);
        }

        @Test
        void shouldHaveAnotherAddress_whenBytesDiffer() {
            var bytes = unique(10);
            var first = worker.put("7_0_a.png", bytes).location();
            var second = worker.put("7_0_a.png", unique(11)).location();
            assertThat(second).isNotEqualTo(first);
            assertThat(Uploader.get(first).body()).isEqualTo(bytes);
        }

        @Test
        void shouldKeepOneObject_whenTheSameBytesComeAtOnce() {
            var bytes = unique(1_000_000);
            var before = Uploader.stored("objects").size();
            var answers = IntStream.range(0, 8).mapToObj(i -> CompletableFuture.supplyAsync(() -> worker.put("7_0_a.png", bytes)))
                    .toList().stream().map(CompletableFuture::join).toList();
            assertThat(answers).extracting(Answer::status).containsOnly(201);
            assertThat(answers).extracting(Answer::location).containsOnly(answers.get(0).location());
            assertThat(Uploader.stored("objects")).hasSize(before + 1);
            assertThat(Uploader.get(answers.get(0).location()).body()).isEqualTo(bytes);
        }

        @Test
        void shouldBringTheBytesBack_whenTheStoreHasLostThem() throws IOException {
            var bytes = unique(10);
            var location = worker.put("7_0_a.png", bytes).location();
            var key = Database.select("SELECT key FROM stored_object WHERE hash = ?", location.getPath().split("/")[4]).get(0);
            Files.delete(ServiceUnderTest.FILES.resolve("objects").resolve(key.substring(0, 2)).resolve(key));
            assertThat(Uploader.get(location).status()).isEqualTo(404);
            worker.put("7_0_a.png", bytes);
            assertThat(Uploader.get(location).body()).isEqualTo(bytes);
        }
    }

    @Nested
    class Refused {

        @ParameterizedTest
        @ValueSource(strings = {"..%2f..%2fetc", "%2e%2e/x", "../x", "..;/x", "a;x=1", "a%5cb", "a\\b", "a%00b", "a%0d%0ab", "a%2Fb", "%ff",
                "%", "%2e%2e", "..", ".", "%20", "/pc//client-api/upload/x"})
        void shouldStoreNothing_whenTheNameLeadsElsewhere(String name) {
            var before = Uploader.stored("objects");
            try (var connection = new RawConnection()) {
                connection.send("PUT " + (name.startsWith("/") ? name : Uploader.ROOT + name) + " HTTP/1.1\r\nHost: h\r\nX-API-KEY: "
                        + worker.key() + "\r\nContent-Length: 1\r\n\r\nx");
                assertThat(connection.readHead()).matches("(?s)HTTP/1.1 40[045] .*");
            }
            assertThat(Uploader.stored("objects")).isEqualTo(before);
        }

        @Test
        void shouldSayWhy_whenNameAndPredictionDiffer() {
            assertProblem(worker.put("8_0_a.png", unique(1), "X-Prediction-ID", "7"), ProblemType.UPLOAD_NAME_INVALID);
            assertProblem(worker.put("77_0_a.png", unique(1), "X-Prediction-ID", "7"), ProblemType.UPLOAD_NAME_INVALID);
        }

        @Test
        void shouldNeedAKey() {
            assertProblem(new Uploader("no-such-key-at-all-00").put("a", unique(1)), ProblemType.UNAUTHENTICATED);
        }

        @Test
        void shouldAnswerAtOnce_whenTheDeclaredLengthIsTooLarge() {
            try (var connection = new RawConnection()) {
                connection.send("PUT " + Uploader.ROOT + "a HTTP/1.1\r\nHost: h\r\nX-API-KEY: " + worker.key()
                        + "\r\nContent-Length: 3000000000\r\n\r\n");
                assertThat(connection.readHead()).startsWith("HTTP/1.1 413").containsIgnoringCase("connection: close");
            }
        }

        @Test
        void shouldLeaveNothing_whenTheBodyGrowsTooLarge() {
            var before = Uploader.stored("objects");
            assertProblem(worker.putChunked("a", unique(ServiceUnderTest.LONGEST_FILE + 1)), ProblemType.PAYLOAD_TOO_LARGE);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(Uploader.stored("incoming")).isEmpty());
            assertThat(Uploader.stored("objects")).isEqualTo(before);
        }

        @Test
        void shouldHoldTheQuota_whenUploadsEndAtOnce() {
            var tenant = new Uploader(Api.ofNewTenant("quota-" + UUID.randomUUID()).key());
            var before = Uploader.stored("objects").size();
            var answers = IntStream.range(0, 4)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> tenant.put("a" + i, unique(ServiceUnderTest.LONGEST_FILE))))
                    .toList().stream().map(CompletableFuture::join).toList();
            assertThat(answers).extracting(Answer::status).containsExactlyInAnyOrder(201, 201, 201, 403);
            assertProblem(answers.stream().filter(answer -> answer.status() == 403).findFirst().orElseThrow(),
                    ProblemType.QUOTA_EXCEEDED);
            assertThat(Uploader.stored("objects")).hasSize(before + 3);
        }

        @Test
        void shouldAskToComeBack_whenTheStoreFails() throws IOException {
            // given a store whose directory is none
            var incoming = ServiceUnderTest.FILES.resolve("incoming");
            var aside = ServiceUnderTest.FILES.resolve("aside");
            worker.put("first", unique(1));
            Files.move(incoming, aside);
            Files.writeString(incoming, "");
            try {
                // when
                var answer = worker.put("a", unique(100_000));
                // then
                assertProblem(answer, ProblemType.UNAVAILABLE);
                assertThat(answer.header("Retry-After")).isEqualTo("5");
                assertThat(new String(answer.body(), UTF_8)).doesNotContain(ServiceUnderTest.FILES.toString());
            } finally {
                Files.delete(incoming);
                Files.move(aside, incoming);
            }
            assertThat(worker.put("a", unique(100_000)).status()).isEqualTo(201);
        }
    }

    @Nested
    class CutOff {

        @ParameterizedTest
        @ValueSource(strings = {"Content-Length: 100000\r\n\r\nthe beginning", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nhel", "Content-Length: 100000\r\n\r\n"})
        void shouldLeaveNothing_whenTheConnectionEnds(String rest) {
            // given
            var before = Uploader.stored("objects");
            try (var connection = new RawConnection()) {
                connection.send("PUT " + Uploader.ROOT + "cut HTTP/1.1\r\nHost: h\r\nX-API-KEY: " + worker.key() + "\r\n" + rest);
                await().atMost(PATIENCE).until(() -> !Uploader.stored("incoming").isEmpty());
            }
            // then
            await().atMost(PATIENCE).until(() -> Uploader.stored("incoming").isEmpty());
            assertThat(Uploader.stored("objects")).isEqualTo(before);
            assertThat(Database.select("SELECT name FROM file WHERE name = 'cut'")).isEmpty();
        }

        @Test
        void shouldSayThatItIsIncomplete_whenTheChunksAreNone() {
            try (var connection = new RawConnection()) {
                connection.send("PUT " + Uploader.ROOT + "cut HTTP/1.1\r\nHost: h\r\nX-API-KEY: " + worker.key()
                        + "\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nno length\r\n");
                assertThat(connection.readHead()).satisfiesAnyOf(head -> assertThat(head).startsWith("HTTP/1.1 400"),
                        head -> assertThat(head).isEmpty());
            }
            await().atMost(PATIENCE).until(() -> Uploader.stored("incoming").isEmpty());
            assertThat(Database.select("SELECT name FROM file WHERE name = 'cut'")).isEmpty();
        }
    }

    @Nested
    class Replaced {

        @ParameterizedTest
        @CsvSource({"file, POST /pc/client-api/predict_signature", "credential, POST /pc/client-api/predict_signature",
                "output/7, PUT /pc/client-api/upload/{file_name}", "progress/7, POST /pc/client-api/webhook/prediction"})
        void shouldNameTheSuccessor_whenTheOldClientCalls(String path, String successor) {
            for (var slash : List.of("", "/")) {
                var answer = Uploader.call("POST", Uploader.at(Uploader.ROOT + path + slash),
                        BodyPublishers.ofByteArray(unique(100_000)), "X-API-KEY", worker.key());
                assertProblem(answer, ProblemType.ENDPOINT_REPLACED);
                assertThat(answer.json().getString("successor")).isEqualTo(successor);
                assertThat(answer.json().getString("message")).contains(successor);
            }
        }
    }
}
