package io.trestle.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;

/** HTTP/2 without TLS on either side, or both. */
class Http2Test {

    private static final Vertx VERTX = Vertx.vertx();
    private static final Context CONTEXT = VERTX.getOrCreateContext();
    private static final HttpClient CLIENT = VERTX.createHttpClient(
            new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));
    private static RecordingUpstream upstream;
    private static ProxyUnderTest toHttp1;
    private static ProxyUnderTest toHttp2;

    @BeforeAll
    static void start() {
        upstream = new RecordingUpstream();
        toHttp1 = new ProxyUnderTest(upstream.port(), false);
        toHttp2 = new ProxyUnderTest(upstream.port(), true);
    }

    @AfterAll
    static void stop() {
        toHttp1.close();
        toHttp2.close();
        upstream.close();
        ProxyUnderTest.await(VERTX.close());
    }

    private record Answer(HttpClientResponse head, Buffer body) {
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldPassRequestsAndAnswersOn(boolean http2) {
        var answer = send(http2, HttpMethod.POST, "/post?x=1", "hello");
        assertThat(answer.head().statusCode()).isEqualTo(200);
        assertThat(answer.body().toString()).contains("\"/post?x=1\"", "\"length\":5");

        assertThat(send(http2, HttpMethod.GET, "/get", "").body().toString()).contains("\"/get\"");
        assertThat(send(http2, HttpMethod.HEAD, "/head", "").head().getHeader("content-length")).isEqualTo("42");
        assertThat(send(http2, HttpMethod.GET, "/nothing", "").head().statusCode()).isEqualTo(204);
    }

    @Test
    void shouldSendNoBody_whereHttp2HasNone() {
        send(false, HttpMethod.GET, "/bodyless", "");

        assertThat(upstream.seen).filteredOn(seen -> seen.uri().equals("/bodyless")).singleElement()
                .satisfies(seen -> assertThat(seen.headers()).noneMatch(header -> header.startsWith("transfer-encoding")));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldPassTrailersOn(boolean http2) {
        var answer = send(http2, HttpMethod.GET, "/chunked", "");

        assertThat(answer.body().toString()).isEqualTo("chunk");
        assertThat(answer.head().trailers().get("x-trailer")).isEqualTo("kept");
        assertThat(answer.head().trailers().contains("content-length")).isFalse();
    }

    @Test
    void shouldSpeakHttp2ToTheService_whenAnHttp1ClientAsks() {
        try (var client = new RawClient(toHttp2.port())) {
            var answer = client.send("POST /mixed HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello").readToEnd();

            assertThat(answer).startsWith("HTTP/1.1 200 ").contains("\"length\":5");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a b", "a", "/a#b", "/a\\b"})
    void shouldRefuse_whenTheTargetIsNone(String target) {
        assertThat(send(false, HttpMethod.GET, target, "").head().statusCode()).isEqualTo(400);
    }

    private static Answer send(boolean http2, HttpMethod method, String uri, String body) {
        var port = http2 ? toHttp2.port() : toHttp1.port();
        // On the client's event loop: from another thread, body() can be asked for when a quick answer has already ended, and never completes.
        var answer = Promise.<Answer>promise();
        CONTEXT.runOnContext(start -> CLIENT.request(method, port, "127.0.0.1", uri)
                .compose(request -> body.isEmpty() ? request.send() : request.send(body))
                .compose(head -> head.body().map(received -> new Answer(head, received)))
                .onComplete(answer));
        return ProxyUnderTest.await(answer.future());
    }
}
