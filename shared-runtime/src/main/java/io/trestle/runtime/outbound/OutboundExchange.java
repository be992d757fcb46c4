package io.trestle.runtime.outbound;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.ProblemException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;

/** One request and its whole answer. Ends the connection's part in it when the answer grows too long or nobody waits any more. */
final class OutboundExchange {

    private final OutboundRequest request;
    private final long maxBytes;
    private final UniEmitter<? super OutboundResponse> emitter;
    private final AtomicReference<@Nullable HttpClientRequest> running = new AtomicReference<>();
    private volatile boolean over;

    private OutboundExchange(OutboundRequest request, long maxBytes, UniEmitter<? super OutboundResponse> emitter) {
        this.request = request;
        this.maxBytes = maxBytes;
        this.emitter = emitter;
    }

    static Uni<OutboundResponse> send(HttpClient client, RequestOptions options, OutboundRequest request, long maxBytes) {
        return Uni.createFrom().emitter(emitter -> {
            var exchange = new OutboundExchange(request, maxBytes, emitter);
            emitter.onTermination(exchange::abandon);
            client.request(options.setMethod(request.method())).onSuccess(exchange::begin).onFailure(exchange::fail);
        });
    }

    private void begin(HttpClientRequest started) {
        running.set(started);
        if (over) {
            abandon();
            return;
        }
        request.headers().forEach(started::putHeader);
        var body = request.body();
        (body == null ? started.send() : started.send(body)).onSuccess(this::read).onFailure(this::fail);
    }

    private void read(HttpClientResponse response) {
        var body = Buffer.buffer();
        response.exceptionHandler(this::fail);
        response.handler(chunk -> {
            if (body.length() + chunk.length() > maxBytes) {
                fail(tooLong());
            } else {
                body.appendBuffer(chunk);
            }
        });
        response.endHandler(end -> succeed(new OutboundResponse(response.statusCode(), response.headers(), body)));
    }

    private void succeed(OutboundResponse response) {
        // The connection goes back to its pool; there is nothing to abandon.
        running.set(null);
        emitter.complete(response);
    }

    private void fail(Throwable failure) {
        abandon();
        emitter.fail(failure);
    }

    private void abandon() {
        over = true;
        var started = running.getAndSet(null);
        if (started != null) {
            started.reset();
        }
    }

    private ProblemException tooLong() {
        return new ProblemException(ProblemType.UPSTREAM_FAILED, "The answer is longer than " + maxBytes + " bytes");
    }
}
