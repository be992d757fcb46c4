package io.trestle.clientapi.registration;

import static io.restassured.RestAssured.given;
import static io.trestle.clientapi.ProblemAssert.assertThatProblem;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trestle.clientapi.AdapterSide;
import io.trestle.clientapi.Api;
import io.trestle.clientapi.Database;
import io.trestle.clientapi.ServiceUnderTest;
import io.trestle.clientapi.signature.SignatureMother;
import io.trestle.engines.quarkus.EnginesTestResource;
import io.trestle.model.problem.ProblemType;

/** What cannot be registered gets a clear answer, and leaves nothing behind. */
@QuarkusTest
@WithTestResource(value = EnginesTestResource.class, initArgs = @ResourceArg(name = "kafka", value = "private"))
@WithTestResource(ServiceUnderTest.class)
class BadRegistrationTest {

    private final AdapterSide adapter = AdapterSide.shared();
    private final Api api = Api.local();
    private Map<String, String> rows;
    private int commands;

    @BeforeEach
    void count() {
        rows = Database.counts();
        commands = adapter.commands().size();
    }

    @AfterEach
    void shouldLeaveNothing() {
        assertThat(Database.counts()).isEqualTo(rows);
        assertThat(adapter.commands()).hasSize(commands);
    }

    @Nested
    class Json {

        static Stream<Arguments> malformed() {
            return Stream.of(
                    Arguments.of("", "empty"),
                    Arguments.of("   ", "empty"),
                    Arguments.of("inputs: []", "line 1, column"),
                    Arguments.of("{\"inputs\":[],\"outputs\":\"str\"", "line 1"),
                    Arguments.of("{\"inputs\":[],\"outputs\":\"str\"} {}", "line 1"),
                    Arguments.of("{\"inputs\":[],\"outputs\":\"str\",}", "line 1"),
                    Arguments.of("{'inputs':[],'outputs':'str'}", "line 1"),
                    Arguments.of("{\"inputs\":[],\"outputs\":\"str\",\"outputs\":\"int\"}", "stands twice"),
                    Arguments.of("{\"inputs\":[],\"outputs\":NaN}", "NaN"),
                    Arguments.of("{\"inputs\":[],\"outputs\":-Infinity}", "line 1"),
                    Arguments.of("{\"inputs\":[],\"outputs\":1e999}", "too large"),
                    Arguments.of("{\"inputs\":[],\"outputs\":\"s\\u0000tr\"}", "U+0000"),
                    Arguments.of("{\"inputs\":[],\"outputs\":\"str\",\"a\\u0000\":1}", "U+0000"),
                    Arguments.of("{\"inputs\":[],\"outputs\":\"\\ud800\"}", "surrogate"),
                    Arguments.of("{\"inputs\":[],\"outputs\":\"\\udc00\\ud800\"}", "surrogate"),
                    Arguments.of("{\"inputs\":" + "[".repeat(500) + "]".repeat(500) + ",\"outputs\":\"str\"}", "64 levels"),
                    Arguments.of("[".repeat(100_000), "64 levels"),
                    Arguments.of("{\"inputs\":[],\"outputs\":" + "9".repeat(1_000) + "}", "200 digits"));
        }

        @ParameterizedTest
        @MethodSource("malformed")
        void shouldSayWhatIsWrong_whenBodyIsMalformed(String body, String words) {
            assertThatProblem(api.call().body(body).post(Api.SIGNATURES)).is(ProblemType.MALFORMED_JSON).says(words);
        }

        @Test
        void shouldSayWhatIsWrong_whenBodyIsNoUtf8() {
            var body = "{\"inputs\":[],\"outputs\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
            assertThatProblem(api.call().body(body).post(Api.SIGNATURES)).is(ProblemType.MALFORMED_JSON);
        }

        @Test
        void shouldRefuse_whenBodyIsTooLarge() {
            var body = "{\"inputs\":[],\"outputs\":\"" + "a".repeat(10 * 1024 * 1024) + "\"}";
            assertThatProblem(api.call().body(body).post(Api.SIGNATURES)).is(ProblemType.PAYLOAD_TOO_LARGE);
        }

        @ParameterizedTest
        @ValueSource(strings = {"text/plain", "application/xml", "multipart/form-data; boundary=x", "application/yaml"})
        void shouldRefuse_whenBodyIsOfAnotherType(String type) {
            assertThatProblem(given().header("X-API-KEY", api.key()).header("Content-Type", type)
                    .body(SignatureMother.seed().toString().getBytes(StandardCharsets.UTF_8)).post(Api.SIGNATURES))
                    .is(ProblemType.UNSUPPORTED_MEDIA_TYPE);
        }
    }

    @Nested
    class Signature {

        static Stream<Arguments> invalid() {
            return Stream.of(
                    Arguments.of("[]", ProblemType.SIGNATURE_INVALID, null),
                    Arguments.of("null", ProblemType.SIGNATURE_INVALID, null),
                    Arguments.of("\"text\"", ProblemType.SIGNATURE_INVALID, null),
                    Arguments.of("{}", ProblemType.SIGNATURE_INVALID, "missing"),
                    Arguments.of("{\"inputs\":[]}", ProblemType.SIGNATURE_INVALID, "missing"),
                    Arguments.of("{\"inputs\":[{\"name\":\"a\"}],\"outputs\":\"str\"}", ProblemType.SIGNATURE_INVALID, "missing"),
                    Arguments.of("{\"inputs\":[{\"name\":\"__proto__\",\"type\":\"str\"}],\"outputs\":\"str\"}",
                            ProblemType.SIGNATURE_INVALID, "name"),
                    Arguments.of("{\"inputs\":[],\"outputs\":\"str\",\"name\":5}", ProblemType.SIGNATURE_INVALID, "type"),
                    Arguments.of("{\"inputs\":[],\"outputs\":\"str\",\"name\":\" \"}", ProblemType.SIGNATURE_INVALID, "type"),
                    Arguments.of("{\"inputs\":[],\"outputs\":\"str\",\"service\":\"http://localhost:3009/\"}",
                            ProblemType.SIGNATURE_INVALID, "type"),
                    Arguments.of("{\"inputs\":[],\"outputs\":\"str\",\"service\":\"http://user@localhost\"}",
                            ProblemType.SIGNATURE_INVALID, "type"),
                    Arguments.of("{\"inputs\":[],\"outputs\":\"str\",\"service\":\"file:///etc/passwd\"}",
                            ProblemType.SIGNATURE_INVALID, "type"),
                    Arguments.of(SignatureMother.input("int", "{\"ge\":2,\"le\":1}").toString(), ProblemType.SIGNATURE_IMPOSSIBLE,
                            "ge_above_le"),
                    Arguments.of(SignatureMother.input("int", "{\"ge\":2,\"default\":1}").toString(), ProblemType.SIGNATURE_IMPOSSIBLE,
                            "default_ge"),
                    Arguments.of(SignatureMother.input("str", "{\"regex\":\"(?=a)\"}").toString(), ProblemType.SIGNATURE_INVALID, "regex"));
        }

        @ParameterizedTest
        @MethodSource("invalid")
        void shouldNameInputAndRule_whenSignatureCannotBe(String body, ProblemType type, String rule) {
            var response = api.call().body(body).post(Api.SIGNATURES);
            assertThatProblem(response).is(type);
            if (rule == null) {
                assertThat(response.jsonPath().getList("errors")).isEmpty();
            } else {
                assertThatProblem(response).has("errors[0].rule", rule);
                assertThat(response.jsonPath().getMap("errors[0]")).containsKeys("path", "message");
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"/x", "/no-such-model", "/%00", "/..%2f..%2fetc", "/" + "a"})
        void shouldFindNoModel_whenIdIsOfNone(String path) {
            var response = given().urlEncodingEnabled(false).header("X-API-KEY", api.key()).contentType("application/json")
                    .body(SignatureMother.seed().toString()).put(Api.SIGNATURES + path);
            assertThat(response.statusCode()).isBetween(400, 404);
            assertThat(response.jsonPath().getInt("httpStatus")).isEqualTo(response.statusCode());
            assertThat(response.jsonPath().getMap("")).containsKey("data");
        }
    }

    @Nested
    class Route {

        @ParameterizedTest
        @ValueSource(strings = {"/pc/client-api/nothing", "/pc/client-api", "/pc/client-api/predict_signature/a/b"})
        void shouldAnswerInTheSameShape_whenPathIsUnknown(String path) {
            assertThatProblem(api.call().get(path)).is(ProblemType.NOT_FOUND);
        }

        @Test
        void shouldAnswerInTheSameShape_whenMethodIsUnknown() {
            var response = api.call().patch(Api.SIGNATURES);
            assertThatProblem(response).is(ProblemType.METHOD_NOT_ALLOWED);
            assertThat(response.header("Allow")).contains("POST");
        }

        @Test
        void shouldAnswerInTheSameShape_whenCredentialsAreMissing() {
            assertThatProblem(given().contentType("application/json").body(SignatureMother.seed().toString()).post(Api.SIGNATURES))
                    .is(ProblemType.UNAUTHENTICATED);
        }
    }

    @Nested
    class Key {

        @ParameterizedTest
        @ValueSource(strings = {"\"\"", "two words", "\u00e9"})
        void shouldRefuse_whenIdempotencyKeyIsNone(String key) {
            assertThatProblem(api.call().header("Idempotency-Key", key).body(SignatureMother.seed().toString()).post(Api.SIGNATURES))
                    .is(ProblemType.MALFORMED_REQUEST);
        }

        @Test
        void shouldRefuse_whenIdempotencyKeyIsLong() {
            assertThatProblem(api.call().header("Idempotency-Key", "k".repeat(256)).body(SignatureMother.seed().toString())
                    .post(Api.SIGNATURES)).is(ProblemType.MALFORMED_REQUEST);
        }
    }
}
