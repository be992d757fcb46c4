package io.trestle.gateway.grpc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.concurrent.TimeoutException;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import com.google.protobuf.ByteString;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.trestle.compute.Request;
import io.trestle.compute.Response;
import io.trestle.gateway.GatewayConfig;
import io.trestle.gateway.edge.Admission;
import io.trestle.gateway.edge.GatewayServer;
import io.trestle.gateway.session.Session;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.RequestOptions;

/**
 * One request of a program to its service. It goes through the gateway's own HTTP port, with the caller's session: what holds there for headers,
 * limits, addresses and metrics holds for it once, and in one place. The service sees the gateway's own address as the client's.
 */
@ApplicationScoped
class Processing {

    /** As on the HTTP port; a message is bounded anyway. */
    private static final HttpServerOptions LIMITS = new HttpServerOptions().setMaxHeaderSize(16 * 1024).setMaxInitialLineLength(8 * 1024);

    private final CallSessions sessions;
    private final GrpcConfig config;
    private final GatewayConfig gateway;
    private final GatewayServer server;
    private final HttpClient client;

    Processing(Vertx vertx, CallSessions sessions, GrpcConfig config, GatewayConfig gateway, GatewayServer server) {
        this.sessions = sessions;
        this.config = config;
        this.gateway = gateway;
        this.server = server;
        client = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(256).setMaxChunkSize(64 * 1024).setMaxHeaderSize(64 * 1024)
                .setTracingPolicy(io.vertx.core.tracing.TracingPolicy.IGNORE));
    }

    Uni<Response> process(CallMetadata.Caller caller, Request message) {
        var request = RawRequest.parse(message.getRequest().toByteArray(), LIMITS);
        if (request == null) {
            throw failure(Status.INVALID_ARGUMENT, "the request is not one whole HTTP/1 request");
        }
        return sessions.admit(caller, message.getApiKey(), message.getAddress())
                .map(Processing::sessionWithService)
                .chain(session -> send(request, session))
                .ifNoItem().after(config.processTimeout()).fail()
                .onFailure(failure -> !(failure instanceof StatusRuntimeException)).transform(Processing::toStatus)
                .map(answer -> Response.newBuilder().setResponse(answer).build());
    }

    private static Session sessionWithService(Admission admission) {
        var session = admission.session();
        var wallet = admission.wallet();
        var record = wallet == null ? null : wallet.record();
        if (session == null || record == null) {
            throw failure(Status.UNAUTHENTICATED, "invalid api_key");
        }
        if (record.entrance() == null) {
            throw failure(Status.FAILED_PRECONDITION, "[Fail] have not deployed before or something went wrong");
        }
        return session;
    }

    private Uni<ByteString> send(RawRequest request, Session session) {
        var host = gateway.host().equals("0.0.0.0") || gateway.host().equals("::") ? "127.0.0.1" : gateway.host();
        var options = new RequestOptions().setMethod(HttpMethod.valueOf(request.method())).setHost(host).setPort(server.port())
                .setURI(request.uri());
        request.headers().forEach(header -> options.addHeader(header.getKey(), header.getValue()));
        options.getHeaders().remove(HttpHeaders.TRANSFER_ENCODING).remove(HttpHeaders.CONNECTION).remove(HttpHeaders.UPGRADE)
                .remove(HttpHeaders.EXPECT).remove(HttpHeaders.CONTENT_LENGTH).add(HttpHeaders.COOKIE, sessions.token(session));
        return UniHelper.toUni(client.request(options)
                .compose(asked -> request.body().length() == 0 ? asked.send() : asked.send(request.body()))
                .compose(answer -> whole(answer).map(body -> raw(answer, body))));
    }

    /** Bounded: a message that the client would refuse is not collected first. */
    private io.vertx.core.Future<Buffer> whole(HttpClientResponse answer) {
        var done = io.vertx.core.Promise.<Buffer>promise();
        var body = Buffer.buffer();
        answer.handler(chunk -> {
            if (body.length() + chunk.length() > config.maxMessage()) {
                done.tryFail(failure(Status.RESOURCE_EXHAUSTED, "the answer is larger than " + config.maxMessage() + " bytes"));
                answer.request().reset();
            } else {
                body.appendBuffer(chunk);
            }
        });
        answer.exceptionHandler(done::tryFail);
        answer.endHandler(end -> done.tryComplete(body));
        return done.future();
    }

    /** With the length of what is here in place of how it was framed on its way. */
    private static ByteString raw(HttpClientResponse answer, Buffer body) {
        var head = new StringBuilder("HTTP/1.1 ").append(answer.statusCode()).append(' ').append(answer.statusMessage()).append("\r\n");
        var headers = MultiMap.caseInsensitiveMultiMap().addAll(answer.headers());
        headers.remove(HttpHeaders.TRANSFER_ENCODING).remove(HttpHeaders.CONNECTION).remove("trailer");
        if (body.length() > 0 || !headers.contains(HttpHeaders.CONTENT_LENGTH) && answer.statusCode() != 204) {
            headers.set(HttpHeaders.CONTENT_LENGTH, "" + body.length());
        }
        headers.forEach(header -> head.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n"));
        return ByteString.copyFrom(head.append("\r\n").toString(), ISO_8859_1).concat(ByteString.copyFrom(body.getBytes()));
    }

    private static Throwable toStatus(Throwable failure) {
        return failure instanceof TimeoutException || failure instanceof io.smallrye.mutiny.TimeoutException
                ? failure(Status.DEADLINE_EXCEEDED, "the service did not answer in time")
                : failure(Status.UNAVAILABLE, "the service cannot be reached");
    }

    private static StatusRuntimeException failure(Status status, @Nullable String description) {
        return status.withDescription(description).asRuntimeException();
    }
}
