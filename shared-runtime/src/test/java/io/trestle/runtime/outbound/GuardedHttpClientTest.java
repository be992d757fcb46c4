package io.trestle.runtime.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.smallrye.mutiny.Uni;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.outbound.OutboundMother.ScriptedResolver;
import io.trestle.runtime.problem.ProblemException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.JksOptions;

/** Calls to real servers. They are on loopback, which is allowed here as it is in the local stack. */
class GuardedHttpClientTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final ScriptedResolver resolver = new ScriptedResolver().answer("hooks.example", "127.0.0.1");
    private Vertx vertx;
    private Receiver receiver;
    private GuardedHttpClient client;

    @BeforeEach
    void setUp() {
        vertx = Vertx.vertx();
        receiver = Receiver.start(vertx, "127.0.0.1", 0);
        client = client(OutboundMother.config(true));
    }

    @AfterEach
    void tearDown() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    @Nested
    class Call {

        @Test
        void shouldBringTheAnswer() {
            var answer = send(OutboundRequest.get(url("/ok")));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.headers().get("x-answer")).isEqualTo("yes");
            assertThat(answer.body()).hasToString("hello");
        }

        @Test
        void shouldSendTheName_thoughItConnectsToTheAddress() {
            send(OutboundRequest.post(url("/ok?a=b%20c"), Buffer.buffer("{}")).header("Content-Type", "application/json")
                    .header("Authorization", "x"));

            assertThat(receiver.requests())
                    .containsExactly(new Receiver.Request("POST", "/ok?a=b%20c", "hooks.example:" + receiver.port(), "x",
                            null, "application/json", "{}"));
        }

        @Test
        void shouldSendABracketedHost_toAnIpv6Address() {
            var ipv6 = Receiver.start(vertx, "::1", 0);

            send(OutboundRequest.get("http://[0:0:0:0:0:0:0:1]:" + ipv6.port() + "/ok"));

            assertThat(ipv6.requests()).singleElement().satisfies(request -> assertThat(request.host()).isEqualTo("[::1]:" + ipv6.port()));
        }

        @Test
        void shouldBringTheAnswer_whateverItsStatus() {
            assertThat(send(OutboundRequest.get(url("/error"))).status()).isEqualTo(500);
            assertThat(send(OutboundRequest.get(url("/unknown"))).status()).isEqualTo(404);
        }

        @Test
        void shouldReachTheNextAddress_whenOneDoesNotAnswer() {
            resolver.answer("two.example", "127.0.0.9", "127.0.0.1");

            assertThat(send(OutboundRequest.get("http://two.example:" + receiver.port() + "/ok")).status()).isEqualTo(200);
        }

        @Test
        void shouldGoOnWhereItWasAskedFor() throws Exception {
            var context = vertx.getOrCreateContext();
            var seen = new CompletableFuture<Boolean>();

            context.runOnContext(
                    nothing -> client.send(OutboundRequest.get(url("/silent")), OutboundPolicy.DEFAULT.timeout(Duration.ofMillis(100)))
                            .onFailure().invoke(failure -> seen.complete(Vertx.currentContext() == context))
                            .subscribe().with(answer -> {
                            }, failure -> {
                            }));

            assertThat(seen.get(5, TimeUnit.SECONDS)).isTrue();
        }

        @Test
        void shouldNotShowCredentials_inToString() {
            assertThat(OutboundRequest.get("https://hooks.example/?token=hunter2").header("Authorization", "hunter2"))
                    .hasToString("OutboundRequest[GET, headers=[Authorization]]");
        }
    }

    @Nested
    class Rebinding {

        @Test
        void shouldReachTheAddressThatWasChecked_whenTheNameMovesMeanwhile() {
            var second = Receiver.start(vertx, "127.0.0.2", receiver.port());
            resolver.answer("rebind.example", "127.0.0.1").answer("rebind.example", "127.0.0.2");

            send(OutboundRequest.get("http://rebind.example:" + receiver.port() + "/ok"));

            assertThat(resolver.asked()).containsExactly("rebind.example");
            assertThat(receiver.requests()).hasSize(1);
            assertThat(second.requests()).isEmpty();
        }

        @Test
        void shouldNotReachLoopback_whenTheNameWasPublicAtTheCheck() {
            resolver.answer("rebind.example", "192.0.43.8").answer("rebind.example", "127.0.0.1");
            var strict = client(OutboundMother.strictOn(receiver.port()));

            assertThatThrownBy(() -> strict.send(OutboundRequest.get("http://rebind.example:" + receiver.port() + "/ok"),
                    OutboundPolicy.DEFAULT.timeout(Duration.ofSeconds(2))).await().atMost(Duration.ofSeconds(5)))
                    .isInstanceOf(ProblemException.class);

            assertThat(resolver.asked()).containsExactly("rebind.example");
            assertThat(receiver.requests()).isEmpty();
        }
    }

    @Nested
    class RedirectHop {

        @ParameterizedTest
        @ValueSource(ints = {301, 302, 303, 307, 308})
        void shouldBeAnAnswer_whenNoneIsFollowed(int status) {
            var answer = send(OutboundRequest.get(url("/redirect?status=" + status + "&to=/ok")));

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.body()).hasToString("moved");
            assertThat(receiver.requests()).hasSize(1);
        }

        @Test
        void shouldBeFollowed_asOftenAsThePolicySays() {
            var thrice = url("/redirect?to=" + escaped("/redirect?to=" + escaped("/redirect?to=/ok")));

            assertThat(client.send(OutboundRequest.get(thrice), OutboundPolicy.DEFAULT.redirects(3)).await().atMost(LONG).status())
                    .isEqualTo(200);
            assertProblem(OutboundRequest.get(thrice), OutboundPolicy.DEFAULT.redirects(2), ProblemType.UPSTREAM_FAILED);
            assertProblem(OutboundRequest.get(url("/loop")), OutboundPolicy.DEFAULT.redirects(5), ProblemType.UPSTREAM_FAILED);
        }

        @ParameterizedTest
        @ValueSource(strings = {"http://10.0.0.1/", "http://169.254.169.254/latest/meta-data/", "http://2852039166/", "//192.168.0.1/",
                "ftp://hooks.example/",
                "http://private.example/", "http://user:password@hooks.example/", "http://[fd00:ec2::254]/", "file:///etc/passwd",
                "http:// /"})
        void shouldBeRefused_whenItLeadsWhereTheFirstAddressMayNotLead(String location) {
            resolver.answer("private.example", "10.0.0.1");

            assertProblem(OutboundRequest.get(url("/redirect?to=" + escaped(location))), OutboundPolicy.DEFAULT.redirects(3),
                    ProblemType.ADDRESS_REFUSED);
        }

        @Test
        void shouldBeAnAnswer_whenItDoesNotSayWhereTo() {
            assertThat(client.send(OutboundRequest.get(url("/nowhere")), OutboundPolicy.DEFAULT.redirects(3)).await().atMost(LONG).status())
                    .isEqualTo(302);
        }

        @Test
        void shouldKeepCredentials_onTheSameOrigin() {
            follow(OutboundRequest.get(url("/redirect?to=/ok")).header("Authorization", "secret").header("cookie", "secret"));

            assertThat(receiver.requests().get(1)).satisfies(request -> {
                assertThat(request.authorization()).isEqualTo("secret");
                assertThat(request.cookie()).isEqualTo("secret");
            });
        }

        @Test
        void shouldDropCredentials_onAnother() {
            var other = Receiver.start(vertx, "127.0.0.1", 0);

            follow(OutboundRequest.get(url("/redirect?to=" + escaped("http://hooks.example:" + other.port() + "/ok")))
                    .header("AUTHORIZATION", "secret").header("cookie", "secret").header("Content-Type", "kept"));

            assertThat(other.requests())
                    .containsExactly(new Receiver.Request("GET", "/ok", "hooks.example:" + other.port(), null, null, "kept", ""));
        }

        @ParameterizedTest
        @CsvSource({"POST, 301, GET, ''", "POST, 302, GET, ''", "POST, 303, GET, ''", "PUT, 303, GET, ''", "PUT, 301, PUT, body",
                "POST, 307, POST, body",
                "POST, 308, POST, body"})
        void shouldRepeatTheBody_onlyWhereTheStatusSaysSo(String method, int status, String next, String body) {
            follow(new OutboundRequest(HttpMethod.valueOf(method), url("/redirect?status=" + status + "&to=/ok"),
                    Map.of("Content-Type", "text/plain"), Buffer.buffer("body")));

            assertThat(receiver.requests().get(1)).satisfies(request -> {
                assertThat(request.method()).isEqualTo(next);
                assertThat(request.body()).isEqualTo(body);
                assertThat(request.contentType()).isEqualTo(body.isEmpty() ? null : "text/plain");
            });
        }

        private void follow(OutboundRequest request) {
            assertThat(client.send(request, OutboundPolicy.DEFAULT.redirects(1)).await().atMost(LONG).status()).isEqualTo(200);
        }

        private String escaped(String text) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8);
        }
    }

    @Nested
    class Bounds {

        @ParameterizedTest
        @ValueSource(strings = {"/long", "/endless"})
        void shouldEndTheCall_whenTheAnswerIsTooLong(String path) {
            assertProblem(OutboundRequest.get(url(path)), OutboundPolicy.DEFAULT.maxBytes(1000), ProblemType.UPSTREAM_FAILED);

            await().until(receiver::sawItsConnectionClosed);
        }

        @Test
        void shouldTakeAnAnswer_upToTheLimit() {
            assertThat(client.send(OutboundRequest.get(url("/ok")), OutboundPolicy.DEFAULT.maxBytes(5)).await().atMost(LONG).body())
                    .hasToString("hello");
            assertProblem(OutboundRequest.get(url("/ok")), OutboundPolicy.DEFAULT.maxBytes(4), ProblemType.UPSTREAM_FAILED);
        }

        @ParameterizedTest
        @ValueSource(strings = {"/silent", "/stalled", "/endless"})
        void shouldEndTheCall_whenItTakesTooLong(String path) {
            assertProblem(OutboundRequest.get(url(path)), OutboundPolicy.DEFAULT.timeout(Duration.ofMillis(300)).maxBytes(Long.MAX_VALUE),
                    ProblemType.UPSTREAM_TIMEOUT);

            await().until(receiver::sawItsConnectionClosed);
        }

        @ParameterizedTest
        @ValueSource(strings = {"/cut", "/cut-body"})
        void shouldFail_whenTheConnectionIsCut(String path) {
            assertProblem(OutboundRequest.get(url(path)), OutboundPolicy.DEFAULT, ProblemType.UPSTREAM_FAILED);
        }

        @Test
        void shouldFail_whenNobodyListens() {
            assertProblem(OutboundRequest.get("http://127.0.0.9:" + receiver.port() + "/"), OutboundPolicy.DEFAULT,
                    ProblemType.UPSTREAM_FAILED);
        }

        @Test
        void shouldServeManyCallsOnFewConnections() {
            var calls = Stream.generate(() -> client.send(OutboundRequest.get(url("/ok")), OutboundPolicy.DEFAULT)).limit(200).toList();

            assertThat(Uni.join().all(calls).andFailFast().await().atMost(LONG)).hasSize(200);
        }
    }

    @Nested
    class Tls {

        @Test
        void shouldNameTheHostInItsHandshake_andRefuseAPeerThatIsNotIt() throws Exception {
            var hello = new CompletableFuture<String>();
            var peer = vertx.createNetServer().connectHandler(socket -> socket.handler(bytes -> {
                hello.complete(bytes.toString(StandardCharsets.ISO_8859_1));
                socket.close();
            })).listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);

            assertProblem(OutboundRequest.get("https://hooks.example:" + peer.actualPort() + "/"), OutboundPolicy.DEFAULT,
                    ProblemType.UPSTREAM_FAILED);

            assertThat(hello.get(5, TimeUnit.SECONDS)).contains("hooks.example");
        }

        @Test
        void shouldRefuseACertificateOfAnother(@TempDir Path directory) throws Exception {
            var peer = vertx
                    .createHttpServer(new HttpServerOptions().setSsl(true).setKeyCertOptions(certificate(directory, "other.example")))
                    .requestHandler(request -> request.response().end("reached"))
                    .listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);

            assertProblem(OutboundRequest.get("https://hooks.example:" + peer.actualPort() + "/"), OutboundPolicy.DEFAULT,
                    ProblemType.UPSTREAM_FAILED);
        }

        /** Made by the JDK's own tool; Java has no public API for it. */
        private JksOptions certificate(Path directory, String host) throws Exception {
            var store = directory.resolve("store.p12");
            var tool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-keyalg",
                    "EC",
                    "-alias", "peer", "-dname", "CN=" + host, "-ext", "san=dns:" + host, "-keystore", store.toString(), "-storepass",
                    "changeit")
                    .redirectErrorStream(true).start();
            assertThat(tool.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(store).exists();
            return new JksOptions().setPath(store.toString()).setPassword("changeit");
        }
    }

    private String url(String target) {
        return "http://hooks.example:" + receiver.port() + target;
    }

    private OutboundResponse send(OutboundRequest request) {
        return client.send(request, OutboundPolicy.DEFAULT).await().atMost(LONG);
    }

    private void assertProblem(OutboundRequest request, OutboundPolicy policy, ProblemType type) {
        assertThatThrownBy(() -> client.send(request, policy).await().atMost(LONG)).isInstanceOfSatisfying(ProblemException.class,
                problem -> assertThat(problem.type()).isEqualTo(type));
    }

    private GuardedHttpClient client(OutboundConfig config) {
        return new GuardedHttpClient(new OutboundGuard(config, resolver), config, vertx);
    }
}
