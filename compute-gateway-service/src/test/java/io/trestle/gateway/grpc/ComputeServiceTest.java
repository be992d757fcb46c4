package io.trestle.gateway.grpc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.google.protobuf.ByteString;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trestle.compute.ComputeServiceGrpc;
import io.trestle.compute.ComputeServiceGrpc.ComputeServiceBlockingStub;
import io.trestle.compute.GreetFromClient;
import io.trestle.compute.Request;
import io.trestle.engines.quarkus.EnginesTestResource;
import io.trestle.gateway.GatewayTestResource;
import io.trestle.gateway.signature.TestKey;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;

/** The gRPC port, called by grpc-java. */
@QuarkusTest
@WithTestResource(EnginesTestResource.class)
@WithTestResource(GatewayTestResource.class)
class ComputeServiceTest {

    private static final String GET = "GET /hello?x=1 HTTP/1.1\r\nHost: example\r\n\r\n";

    @Inject
    GrpcPort port;

    @Inject
    Vertx vertx;

    @Inject
    MeterRegistry registry;

    private ManagedChannel channel;
    private ComputeServiceBlockingStub compute;
    private TestKey wallet;

    @BeforeEach
    void connect() {
        channel = NettyChannelBuilder.forAddress("127.0.0.1", port.port()).usePlaintext().build();
        compute = ComputeServiceGrpc.newBlockingStub(channel);
        wallet = TestKey.named(UUID.randomUUID().toString());
    }

    @AfterEach
    void disconnect() throws InterruptedException {
        channel.shutdownNow();
        assertThat(channel.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }

    @Nested
    class Greet {
        @ParameterizedTest
        @CsvSource({"0,0x1234,[ACK] the contract is acceptable", "1,'',[Fail] no user address is provided",
                "2,1703757313,[Fail] Failed to verify your account", "3,'',[Fail] empty deployment",
                "3,http://127.0.0.1:1,[Fail] user's address is required", "7,x,[Fail] Unsupported message type: 7",
                "-1,x,[Fail] Unsupported message type: -1"})
        void shouldAnswerInThePublishedWords(int type, String input, String result) {
            assertThat(greet(type, input)).isEqualTo(result);
        }

        @Test
        void shouldSignIn_andGiveTheSessionInTheMetadata() {
            assertThat(greet(1, wallet.address().text())).isEqualTo("[ACK] authorized ok");
            assertThat(session()).startsWith("cpuser_" + wallet.address() + "=");
        }

        @Test
        void shouldRefuseToDeploy_whenNobodyIsSignedIn() {
            assertThat(greet(3, "http://127.0.0.1:1", "address", wallet.address().text())).isEqualTo("[Fail] user is not authorized");
        }

        @Test
        void shouldRefuseToDeploy_whenTheSessionIsAnothersWallets() {
            var session = signIn();

            assertThat(greet(3, "http://127.0.0.1:1", "api_key", session, "address", TestKey.named("another").address().text()))
                    .isEqualTo("[Fail] user is not authorized");
        }
    }

    @Nested
    class Process {
        private HttpServer service;
        private String session;

        @BeforeEach
        void deploy() throws Exception {
            service = vertx.createHttpServer().requestHandler(request -> request.body().onSuccess(body -> {
                switch (request.path()) {
                    case "/large" -> request.response().end("x".repeat(5 << 20));
                    case "/chunked" -> request.response().setChunked(true).end("chunk");
                    default -> request.response().putHeader("x-cookies", String.valueOf(request.getHeader("cookie")))
                            .end(request.method() + " " + request.uri() + " " + body);
                }
            })).listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
            session = signIn();
            assertThat(greet(3, "http://127.0.0.1:" + service.actualPort(), "api_key", session)).isEqualTo("[ACK] deployed ok");
        }

        @AfterEach
        void stop() {
            service.close();
        }

        @Test
        void shouldHandTheRequestToTheService_withoutTheSession() {
            var answer = process(session, GET);

            assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").contains("x-cookies: null").endsWith("\r\n\r\nGET /hello?x=1 ");
        }

        @Test
        void shouldHandBodiesOn_howeverTheyAreFramed() {
            var head = "POST /post HTTP/1.1\r\nHost: example\r\n";
            assertThat(process(session, head + "Content-Length: 5\r\n\r\nhello")).endsWith("POST /post hello");
            assertThat(process(session, head + "Transfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n"))
                    .endsWith("POST /post hello");
            assertThat(process(session, GET.replace("/hello", "/chunked"))).contains("content-length: 5\r\n").endsWith("\r\n\r\nchunk")
                    .doesNotContain("transfer-encoding");
        }

        @Test
        void shouldTakeTheSession_whereverGrpcClientsPutIt() {
            assertThat(compute.withInterceptors(metadata("authorization", "Bearer " + session)).process(request("", GET)).getResponse()
                    .toString(ISO_8859_1)).startsWith("HTTP/1.1 200 ");
            assertThat(compute.withInterceptors(metadata("cookie", "a=b; " + session)).process(request("", GET)).getResponse()
                    .toString(ISO_8859_1)).startsWith("HTTP/1.1 200 ");
            assertThat(compute.process(request(session.split("=", 2)[1], GET).toBuilder().setAddress(wallet.address().text()).build())
                    .getResponse().toString(ISO_8859_1)).startsWith("HTTP/1.1 200 ");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "GET / HTTP/1.1\r\nHost: a\r\n", GET + GET, GET + "x",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nshort!",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nshor",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "GET / HTTP/1.1\nHost: a\n\n", "GET / HTTP/2.0\r\nHost: a\r\n\r\n"})
        void shouldRefuse_whenItIsNotExactlyOneRequest(String text) {
            shouldFail(Status.Code.INVALID_ARGUMENT, session, text);
        }

        @Test
        void shouldRefuse_whenTheSessionIsNone() {
            shouldFail(Status.Code.UNAUTHENTICATED, "", GET);
            shouldFail(Status.Code.UNAUTHENTICATED, session + "x", GET);
            var others = request(session, GET).toBuilder().setAddress(TestKey.named("another").address().text()).build();
            assertThatThrownBy(() -> compute.process(others)).hasMessageContaining("UNAUTHENTICATED");
        }

        @Test
        void shouldRefuse_whenNothingIsDeployed() {
            wallet = TestKey.named(UUID.randomUUID().toString());
            shouldFail(Status.Code.FAILED_PRECONDITION, signIn(), GET);
        }

        @Test
        void shouldSayHowMuchFits_whenTheAnswerIsTooLarge() {
            shouldFail(Status.Code.RESOURCE_EXHAUSTED, session, GET.replace("/hello", "/large"));
        }

        @Test
        void shouldCountCalls() {
            process(session, GET);

            assertThat(registry.get("grpc.server.processing.duration").tag("method", "Process").tag("statusCode", "OK").timer().count())
                    .isPositive();
        }

        private void shouldFail(Status.Code code, String key, String text) {
            assertThatThrownBy(() -> process(key, text)).isInstanceOfSatisfying(StatusRuntimeException.class,
                    failure -> assertThat(failure.getStatus().getCode()).isEqualTo(code));
        }
    }

    private String signIn() {
        greet(1, wallet.address().text());
        return session();
    }

    private String session() {
        var received = new AtomicReference<Metadata>();
        var time = "" + Instant.now().getEpochSecond();
        var result = compute.withInterceptors(MetadataUtils.newCaptureMetadataInterceptor(received, new AtomicReference<>()))
                .greet(greeting(2, time, "address", wallet.address().text(), "sig", wallet.sign(time))).getResult();
        assertThat(result).isEqualTo("[ACK] already authorized");
        return received.get().get(CallMetadata.SET_COOKIE).split(";")[0];
    }

    private String greet(int type, String input, String... options) {
        return compute.greet(greeting(type, input, options)).getResult();
    }

    private static GreetFromClient greeting(int type, String input, String... options) {
        var greeting = GreetFromClient.newBuilder().setMsgType(type).setInput(input);
        for (int i = 0; i < options.length; i += 2) {
            greeting.putOpts(options[i], options[i + 1]);
        }
        return greeting.build();
    }

    private String process(String session, String text) {
        return compute.process(request(session, text)).getResponse().toString(ISO_8859_1);
    }

    private static Request request(String session, String text) {
        return Request.newBuilder().setApiKey(session).setRequest(ByteString.copyFrom(text, ISO_8859_1)).build();
    }

    private static io.grpc.ClientInterceptor metadata(String name, String value) {
        var metadata = new Metadata();
        metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
        return MetadataUtils.newAttachHeadersInterceptor(metadata);
    }
}
