package io.trestle.runtime.problem;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.trestle.engines.quarkus.EnginesTestResource;
import io.trestle.runtime.RawHttp;
import io.trestle.runtime.SampleFailures;

/** What a caller gets to see of each failure, and what the log keeps. */
@QuarkusTest
@WithTestResource(EnginesTestResource.class)
class ProblemAnswersTest {

    private final CapturedLog log = new CapturedLog();

    @BeforeEach
    void setUp() {
        Logger.getLogger(ProblemAnswers.class.getName()).addHandler(log);
    }

    @AfterEach
    void tearDown() {
        Logger.getLogger(ProblemAnswers.class.getName()).removeHandler(log);
    }

    @Nested
    class OurOwn {

        @Test
        void shouldHaveTheMembersOfRfc9457_andItsOwn() {
            var answer = given().get("/sample/fails/problem?secret=1").then().statusCode(503)
                    .contentType("application/problem+json").header("Retry-After", "2").extract().jsonPath();

            assertThat(answer.<String, Object>getMap("$"))
                    .containsEntry("type", "https://trestle.example/docs/errors.md#queue-full")
                    .containsEntry("title", "The queue is full")
                    .containsEntry("status", 503)
                    .containsEntry("detail", "12 jobs wait")
                    .containsEntry("instance", "/sample/fails/problem")
                    .containsEntry("waiting", 12)
                    .hasSize(6);
        }
    }

    @Nested
    class Routing {

        @ParameterizedTest
        @ValueSource(strings = {"/", "/nothing", "/sample", "/sample/nothing", "/sample/items/1/2", "/samples", "/sample/absent",
                "/q/health"})
        void shouldSay404_whereNothingIs(String path) {
            problem(given().get(path).then(), 404, "not-found").body("detail", is("Nothing is served at this path")).body("instance",
                    is(path));
        }

        @ParameterizedTest
        @CsvSource({"DELETE, /sample/items/1, 'GET, HEAD, OPTIONS'", "GET, /sample/items, 'OPTIONS, POST'",
                "PATCH, /sample/stream, 'OPTIONS, PUT'", "TRACE, /sample/items/1, 'GET, HEAD, OPTIONS'"})
        void shouldSay405_withTheMethodsThatAreOffered(String method, String path, String allowed) {
            problem(given().request(method, path).then(), 405, "method-not-allowed").header("Allow", allowed);
        }

        @ParameterizedTest
        @CsvSource({"/sample/items/1, 'GET, HEAD, OPTIONS'", "/sample/items, 'OPTIONS, POST'", "/sample/items/1/, 'GET, HEAD, OPTIONS'"})
        void shouldListTheMethods_whenAskedForOptions(String path, String allowed) {
            given().options(path).then().statusCode(204).header("Allow", allowed);
        }

        @ParameterizedTest
        @ValueSource(strings = {"/nothing", "/sample/nothing"})
        void shouldSay404_whenAskedForTheOptionsOfNothing(String path) {
            problem(given().options(path).then(), 404, "not-found");
        }

        @Test
        void shouldAnswerHeadAsGetWithoutTheBody() {
            given().head("/sample/items/1").then().statusCode(200).contentType("application/json").body(is(""));
            given().head("/nothing").then().statusCode(404).contentType("application/problem+json").body(is(""));
            given().head("/routes/bug").then().statusCode(404).body(is(""));
        }

        @Test
        void shouldSay406_whenNoRepresentationFits() {
            problem(given().accept("text/csv").get("/sample/items/1").then(), 406, "not-acceptable");
        }

        @Test
        void shouldSay415_whenTheBodyHasAnotherType() {
            problem(given().contentType("text/csv").body("a,b").post("/sample/items").then(), 415, "unsupported-media-type");
        }
    }

    @Nested
    class Json {

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"{\"name\": hunter2}|1|10", "{\"name\":\"a\",|1|13", "{|1|2",
                "hunter2|1|1", "{\"name\":\"hunter2\tx\"}|1|17"})
        void shouldSayWhereItIsMalformed_withoutQuotingIt(String body, int line, int column) {
            problem(post(body), 400, "malformed-json").body("line", is(line)).body("column", is(column));
        }

        @Test
        void shouldSayInWhichMember_whenTheRestIsMissing() {
            problem(post("{\"name\":\"a\",\n \"parts\":[{\"part_name\":tru}]}"), 400, "malformed-json")
                    .body("line", is(2)).body("detail", matchesPattern(".* at line 2, column 24, in parts\\[0]"));
        }

        @Test
        void shouldRefuse_whenItIsNotUtf8() {
            given().contentType("application/json").body(new byte[]{'{', '"', (byte) 0xc3, (byte) 0x28, '"', ':', '1', '}'})
                    .post("/sample/items")
                    .then().statusCode(400).body("type", is("https://trestle.example/docs/errors.md#malformed-json"));
        }

        @ParameterizedTest
        @ValueSource(ints = {1001, 100_000})
        void shouldRefuse_whenItIsNestedTooDeep(int depth) {
            problem(post("{\"unknown\":" + "[".repeat(depth)), 400, "malformed-json");
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
                "{\"name\":{}}|name|must be text", "{\"name\":[\"hunter2\"]}|name|must be text",
                "{\"name\":\"a\",\"how_many\":\"hunter2\"}|how_many|must be a whole number in range",
                "{\"name\":\"a\",\"how_many\":99999999999}|how_many|must be a smaller number",
                "{\"name\":\"a\",\"id\":\"hunter2\"}|id|must be a UUID",
                "{\"name\":\"a\",\"active\":\"hunter2\"}|active|must be true or false",
                "{\"name\":\"a\",\"parts\":\"hunter2\"}|parts|must be an array",
                "{\"name\":\"a\",\"parts\":[\"hunter2\"]}|parts[0]|must be an object",
                "{\"name\":\"a\",\"parts\":[{},{\"part_name\":[]}]}|parts[1].part_name|must be text", "[]|``|must be an object",
                "\"hunter2\"|``|must be an object"})
        void shouldNameTheMember_whenItsTypeIsWrong(String body, String path, String message) {
            problem(post(body), 422, "validation-failed").body("errors.path", contains(path)).body("errors.message", contains(message));
        }

        @Test
        void shouldRefuse_whenThereIsNone() {
            problem(post(""), 422, "validation-failed").body("errors.path", contains("")).body("errors.message",
                    contains("must not be null"));
            problem(post("null"), 422, "validation-failed");
        }

        private ValidatableResponse post(String body) {
            return given().contentType("application/json").body(body).post("/sample/items").then();
        }
    }

    @Nested
    class Validation {

        @Test
        void shouldNameEachMember_asTheJsonDoes() {
            var body = "{\"name\":\" \",\"how_many\":10,\"parts\":[{\"part_name\":\"a\"},{},{}]}";

            problem(given().contentType("application/json").body(body).post("/sample/items").then(), 422, "validation-failed")
                    .body("errors.path", contains("how_many", "name", "parts", "parts[1].part_name", "parts[2].part_name"))
                    .body("errors.message", contains("must be less than or equal to 9", "must not be blank", "size must be between 0 and 2",
                            "must not be null", "must not be null"));
        }

        @Test
        void shouldNameTheParameter_asTheQueryDoes() {
            problem(given().get("/sample/items/1?limit=101").then(), 422, "validation-failed").body("errors.path", contains("limit"));
        }

        @Test
        void shouldRefuse_whenAParameterIsOfTheWrongType() {
            problem(given().get("/sample/items/1?limit=hunter2").then(), 400, "malformed-request");
        }
    }

    @Nested
    class Failure {

        @ParameterizedTest
        @ValueSource(strings = {"bug", "upstream-json", "database-bug"})
        void shouldBeOurs_andTellNothingButAnId(String how) {
            var id = problem(given().get("/sample/fails/" + how).then(), 500, "internal").extract().jsonPath().getString("errorId");

            assertThat(log.records).singleElement().satisfies(record -> {
                assertThat(record.getLevel().intValue()).isEqualTo(Level.ERROR.intValue());
                assertThat(record.getThrown()).isNotNull();
                assertThat(record.getFormattedMessage()).contains(id);
                assertThat(record.getMdc("requestId")).isEqualTo(id);
            });
        }

        @Test
        void shouldBeAnotherSystems_whenItsAnswerWasAnError() {
            problem(given().get("/sample/fails/upstream-status").then(), 502, "upstream-failed");
        }

        @ParameterizedTest
        @ValueSource(strings = {"database-away", "database-stopping", "pool-exhausted", "broker-away"})
        void shouldBeARetryLater_whenSomethingIsAway(String how) {
            problem(given().get("/sample/fails/" + how).then(), 503, "unavailable").header("Retry-After", "5");
        }

        @Test
        void shouldHaveTheIdOfItsRequest() {
            given().header("X-Request-Id", "mine-1").get("/sample/fails/bug").then().header("X-Request-Id", "mine-1").body("errorId",
                    is("mine-1"));
        }

        @Test
        void shouldHaveTheIdOfItsTrace() {
            given().header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01").get("/sample/fails/bug").then()
                    .body("errorId", is("4bf92f3577b34da6a3ce929d0e0e4736"));
        }

        @Test
        void shouldBeReported_whenItHappensOutsideJaxRs() {
            problem(given().get("/routes/bug").then(), 500, "internal").body("errorId", matchesPattern("[0-9a-f]{16}"));
            problem(given().get("/routes/teapot").then(), 400, "malformed-request");
            problem(given().get("/routes/large").then(), 413, "payload-too-large");
        }

        @Test
        void shouldCutTheAnswer_whenItHasBegun() {
            try (var http = RawHttp.connect(RestAssured.port)) {
                var answer = http.send("GET /routes/half HTTP/1.1\r\nHost: a\r\n\r\n").readToEnd();

                assertThat(answer).startsWith("HTTP/1.1 200").doesNotContain("\r\n0\r\n");
            }
        }

        @Test
        void shouldNotFillTheLog_whenItIsTheCallers() {
            given().get("/nothing");
            given().get("/sample/caller");
            given().body("{").contentType("application/json").post("/sample/items");

            assertThat(log.records).allSatisfy(record -> assertThat(record.getLevel().intValue()).isLessThan(Level.INFO.intValue()));
        }
    }

    @Nested
    class JaxRsException {

        @Test
        void shouldKeepItsRetryAfter() {
            problem(given().get("/sample/fails/web-503").then(), 503, "unavailable").header("Retry-After", "7");
        }

        @Test
        void shouldKeepTheBodyThatItBrings() {
            given().get("/sample/fails/web-own-body").then().statusCode(409).body(is("mine"));
        }

        @Test
        void shouldBeNoProblem_whenItRedirects() {
            given().redirects().follow(false).get("/sample/fails/redirect").then().statusCode(303).header("Location",
                    matchesPattern(".*/elsewhere"));
        }
    }

    @Nested
    class Shape {

        @ParameterizedTest
        @CsvSource({"GET, /legacy/nothing", "DELETE, /legacy", "GET, /legacy/fails/problem", "GET, /legacy/..;/x", "GET, /legacy/%00",
                "GET, /%6cegacy/x",
                "GET, //legacy"})
        void shouldBeTheSurfaces_forEveryFailure(String method, String path) {
            var answer = given().urlEncodingEnabled(false).request(method, path).then().contentType("application/json").extract();

            assertThat(answer.jsonPath().<String, Object>getMap("$")).containsOnlyKeys("detail");
        }

        @Test
        void shouldBeTheSurfaces_whenTheBodyIsMalformed() {
            given().contentType("application/json").body("{").post("/legacy").then().statusCode(400)
                    .body("detail", is("The JSON ends early or has a character that does not belong at line 1, column 2"));
        }

        @Test
        void shouldBeTheSurfaces_whenTheBodyIsTooLarge() {
            given().contentType("application/json").body(new byte[2_000_000]).post("/legacy").then().statusCode(400)
                    .body("detail", is("The body is longer than 1048576 bytes"));
        }

        @Test
        void shouldLeaveOtherSurfacesAlone() {
            problem(given().get("/leg").then(), 404, "not-found");
        }
    }

    private static ValidatableResponse problem(ValidatableResponse answer, int status, String slug) {
        return answer.statusCode(status).contentType("application/problem+json").body("status", is(status))
                .body("type", is("https://trestle.example/docs/errors.md#" + slug))
                .body(not(matchesPattern("(?s).*(" + SampleFailures.SECRET + "|Exception|SELECT|\\bio\\.|java\\.|\\tat ).*")));
    }

    private static final class CapturedLog extends Handler {

        private final List<ExtLogRecord> records = new ArrayList<>();

        @Override
        public void publish(LogRecord record) {
            var kept = ExtLogRecord.wrap(record);
            // Before the thread that logged it goes on to another request.
            kept.copyMdc();
            records.add(kept);
        }

        @Override
        public void flush() {
        }

        @Override
        public void close() {
        }
    }
}
