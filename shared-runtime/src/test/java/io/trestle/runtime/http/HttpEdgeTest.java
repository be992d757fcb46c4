package io.trestle.runtime.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;

import java.util.concurrent.TimeUnit;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.trestle.engines.quarkus.EnginesTestResource;
import io.trestle.runtime.RawHttp;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;

/** What happens to a request before any resource sees it, over plain sockets where a client would hide it. */
@QuarkusTest
@WithTestResource(EnginesTestResource.class)
class HttpEdgeTest {

    private static final int MEGABYTE = 1024 * 1024;
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";

    @ConfigProperty(name = "quarkus.management.port")
    String managementPort;

    @Nested
    class Target {

        @ParameterizedTest
        @ValueSource(strings = {"/sample/items/1", "/sample/items/1/", "/sample/items/1/?limit=3", "/routes/ok", "/routes/ok/"})
        void shouldBeServed_withAndWithoutATrailingSlash(String target) {
            assertThat(get(target)).startsWith("HTTP/1.1 200 OK");
        }

        @Test
        void shouldTakeAWrite_withATrailingSlash() {
            given().redirects().follow(false).contentType("application/json").body("{\"name\":\"a\"}").post("/sample/items/").then()
                    .statusCode(200);
        }

        @ParameterizedTest
        @ValueSource(strings = {"/sample/..;/items/1", "/sample;a=b/items/1", "/sample/items/1;", "/sample/%2e%2e/sample/items/1",
                "/sample/./items/1",
                "/sample/../sample/items/1", "/sample/%2E/items/1", "/sample/.%2e/sample/items/1", "//sample/items/1", "/sample//items/1",
                "/sample/items/1//", "/sample/items/%00", "/sample/items/a%0d%0aX:y", "/sample/items/a%2fb", "/sample/items/a%2Fb",
                "/sample/items/a%5cb", "/sample/items/%7f", "/sample/items/%c0%ae", "/sample/items/%ff", "/sample/items/%ed%a0%80"})
        void shouldBeRefused_whenItMeansDifferentThingsToDifferentReaders(String target) {
            assertThat(get(target)).startsWith("HTTP/1.1 400 Bad Request").contains("application/problem+json", "malformed-request");
        }

        @ParameterizedTest
        @ValueSource(strings = {"/sample/items/%", "/sample/items/%z1", "/sample/items/a?q=%", "/sample/items/a\\b"})
        void shouldBeRefused_whenItIsNoUri(String target) {
            assertThat(get(target)).startsWith("HTTP/1.1 400 Bad Request");
        }

        @ParameterizedTest
        @CsvSource({"%C3%BC, ü", "a%20b, a b", "a+b, a+b", "%3Ba, ;a", "a%252fb, a%2fb", ".hidden, .hidden", "..., ...", "a.b, a.b",
                "a%25, a%"})
        void shouldReachTheResource_whenItIsOnlyUnusual(String segment, String name) {
            given().urlEncodingEnabled(false).get("/sample/items/" + segment).then().statusCode(200).body("name", is(name));
        }

        @ParameterizedTest
        @ValueSource(strings = {"OPTIONS * HTTP/1.1", "CONNECT sample:80 HTTP/1.1", "GET sample HTTP/1.1"})
        void shouldLeadNowhere_whenItIsNoPath(String requestLine) {
            assertThat(exchange(requestLine + "\r\nHost: a\r\n\r\n")).startsWith("HTTP/1.1 404 Not Found")
                    .contains("application/problem+json");
        }

        @Test
        void shouldBeRefused_withoutAHost() {
            assertThat(exchange("GET /sample/items/1 HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 400 Bad Request")
                    .contains("application/problem+json");
        }

        private String get(String target) {
            return exchange("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
        }
    }

    @Nested
    class LargeBody {

        @ParameterizedTest
        @CsvSource({"/sample/bytes, 413", "/sample/items, 413", "/legacy, 400"})
        void shouldGetItsAnswer_whenItsLengthIsTold(String path, int status) {
            try (var http = connect()) {
                var answer = http.send("POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: "
                        + 10 * MEGABYTE + "\r\n\r\n").send(new byte[10 * MEGABYTE]).readToEnd();

                assertThat(answer).startsWith("HTTP/1.1 " + status).containsIgnoringCase("connection: close")
                        .contains("The body is longer than 1048576 bytes");
            }
        }

        @ParameterizedTest
        @CsvSource({"POST, /sample/bytes, 413, longer than 1048576 bytes", "POST, /legacy, 400, longer than 1048576 bytes",
                "PUT, /sample/stream, 413, longer than 4194304 bytes", "POST, /sample/private, 401, credentials",
                "POST, /nothing, 404, Nothing",
                "POST, /sample/items/1, 405, Allow"})
        void shouldGetItsAnswer_whenItIsChunked(String method, String path, int status, String detail) {
            try (var http = connect()) {
                http.send(method + " " + path + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n" + CHUNKED + "\r\n");
                for (int sent = 0; sent < 10; sent++) {
                    http.send("100000\r\n").send(new byte[MEGABYTE]).send("\r\n");
                }
                var answer = http.send("0\r\n\r\n").readToEnd();

                assertThat(answer).startsWith("HTTP/1.1 " + status).containsIgnoringCase("connection: close").contains(detail);
            }
        }

        @ParameterizedTest
        @CsvSource({"POST, /sample/bytes", "PUT, /sample/stream"})
        void shouldNotBeAskedFor_whenItsLengthIsTooMuchAndTheClientWaits(String method, String path) {
            try (var http = connect()) {
                var answer = http
                        .send(method + " " + path + " HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: " + 10 * MEGABYTE
                                + "\r\n\r\n")
                        .readAnswer();

                assertThat(answer).startsWith("HTTP/1.1 413").contains("payload-too-large");
            }
        }

        @Test
        void shouldBeAskedFor_whenTheClientWaitsAndItMayFit() {
            try (var http = connect()) {
                http.send("POST /sample/bytes HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
                assertThat(http.readAnswer()).startsWith("HTTP/1.1 100 Continue");

                assertThat(http.send("abc").readAnswer()).startsWith("HTTP/1.1 200 OK").endsWith("3 true");
            }
        }

        @Test
        void shouldBeTaken_upToTheLimit_withoutLeavingTheEventLoop() {
            given().body(new byte[MEGABYTE]).post("/sample/bytes").then().statusCode(200).body(is(MEGABYTE + " true"));
            given().body(new byte[MEGABYTE + 1]).post("/sample/bytes").then().statusCode(413).body("maxBytes", is(MEGABYTE));
        }

        @Test
        void shouldBeStreamed_whereThePathSaysSo() {
            given().body(new byte[4 * MEGABYTE]).put("/sample/stream").then().statusCode(200).body(is(String.valueOf(4 * MEGABYTE)));
            given().body(new byte[4 * MEGABYTE + 1]).put("/sample/stream").then().statusCode(413).body("maxBytes", is(4 * MEGABYTE));
        }

        @Test
        void shouldKeepTheConnection_whenItIsRefusedButBearable() {
            try (var http = connect()) {
                http.send("POST /nothing HTTP/1.1\r\nHost: a\r\nContent-Length: " + MEGABYTE + "\r\n\r\n").send(new byte[MEGABYTE]);
                assertThat(http.readAnswer()).startsWith("HTTP/1.1 404");

                assertThat(http.send("GET /sample/items/1 HTTP/1.1\r\nHost: a\r\n\r\n").readAnswer()).startsWith("HTTP/1.1 200");
            }
        }

        @ParameterizedTest
        @CsvSource({"POST, /sample/bytes, 413", "POST, /nothing, 404", "PUT, /sample/stream, 413"})
        void shouldGetItsAnswer_overHttp2(String method, String path, int status) throws Exception {
            var vertx = Vertx.vertx();
            try {
                var client = vertx.createHttpClient(
                        new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));
                var answer = client.request(HttpMethod.valueOf(method), RestAssured.port, "127.0.0.1", path).compose(request -> {
                    // Without a length, and not ended: only what arrives tells that it is too much.
                    request.setChunked(true);
                    for (int sent = 0; sent < 10; sent++) {
                        request.write(Buffer.buffer(new byte[MEGABYTE]));
                    }
                    return request.response();
                }).compose(response -> response.body().map(body -> response.statusCode() + " " + body))
                        .toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);

                assertThat(answer).startsWith(status + " {\"type\"");
            } finally {
                vertx.close();
            }
        }

        @Test
        void shouldBeReadAsAForm_whenItIsOne() {
            given().multiPart("text", "hello").post("/sample/form").then().statusCode(200).body(is("hello"));
            given().multiPart("text", "x".repeat(2 * MEGABYTE)).post("/sample/form").then().statusCode(413);
        }

        @Test
        void shouldLeaveNoTrace_whenItsSenderGoesAway() {
            var http = connect();
            http.send("POST /sample/bytes HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n").send(new byte[500]);
            http.close();

            given().get("/sample/items/1").then().statusCode(200);
        }
    }

    @Nested
    class SlowBody {

        @Test
        void shouldBeGivenUp_whenItDoesNotArriveInTime() {
            try (var http = connect()) {
                var answer = http.send("POST /sample/bytes HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n").send(new byte[500])
                        .readAnswer();

                assertThat(answer).startsWith("HTTP/1.1 408").contains("The body did not arrive within 2 s");
            }
        }
    }

    @Nested
    class Headers {

        @Test
        void shouldKeepAnswersToTheirReader() {
            for (var path : new String[]{"/sample/items/1", "/nothing", "/sample/fails/bug", "/routes/ok"}) {
                given().get(path).then().header("X-Content-Type-Options", "nosniff").header("Cache-Control", "no-store")
                        .header("X-Request-Id", matchesPattern("[0-9a-f]{16}"));
            }
        }

        @Test
        void shouldYield_whenTheResourceSaysOtherwise() {
            var values = given().get("/sample/cached").headers().getValues("Cache-Control");

            assertThat(values).containsExactly("public, max-age=60");
        }

        @ParameterizedTest
        @CsvSource({"abc-1, abc-1", "'a b', ''", "'a\tb', ''"})
        void shouldGiveBackTheCallersRequestId_whenItIsOne(String id, String expected) {
            var given = given().header("X-Request-Id", id).get("/sample/items/1").header("X-Request-Id");

            assertThat(given).matches(expected.isEmpty() ? "[0-9a-f]{16}" : expected);
        }
    }

    @Nested
    class ManagementPort {

        @ParameterizedTest
        @ValueSource(strings = {"/q/health", "/q/health/live", "/q/health/ready", "/q/health/started", "/q/metrics", "/q/openapi",
                "/q/swagger-ui/"})
        void shouldAnswerWithoutCredentials(String path) {
            given().port(Integer.parseInt(managementPort)).get(path).then().statusCode(200);
        }
    }

    private static String exchange(String request) {
        try (var http = connect()) {
            return http.send(request).readAnswer();
        }
    }

    private static RawHttp connect() {
        return RawHttp.connect(RestAssured.port);
    }
}
