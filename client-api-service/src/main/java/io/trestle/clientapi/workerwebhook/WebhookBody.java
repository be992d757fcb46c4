package io.trestle.clientapi.workerwebhook;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.ProblemException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/** Reads a body whole, bounded in size and time. */
@ApplicationScoped
class WebhookBody {

    private final WorkerWebhookConfig config;

    WebhookBody(WorkerWebhookConfig config) {
        this.config = config;
    }

    /** @return fails with {@code PAYLOAD_TOO_LARGE} or {@code REQUEST_TIMEOUT} */
    Uni<Buffer> read(RoutingContext context) {
        return chunks(context).ifNoItem().after(config.bodyTimeout()).failWith(() -> new ProblemException(ProblemType.REQUEST_TIMEOUT,
                "The body did not arrive within " + config.bodyTimeout().toSeconds() + " s"));
    }

    private Uni<Buffer> chunks(RoutingContext context) {
        var request = context.request();
        var limit = config.maxBody().asLongValue();
        return Uni.createFrom().emitter(emitter -> {
            var body = Buffer.buffer();
            request.exceptionHandler(emitter::fail);
            request.handler(chunk -> {
                if (body.length() + chunk.length() > limit) {
                    request.pause();
                    emitter.fail(new ProblemException(ProblemType.PAYLOAD_TOO_LARGE, "The body is longer than " + limit + " bytes")
                            .with("maxBytes", limit));
                } else {
                    body.appendBuffer(chunk);
                }
            });
            request.endHandler(end -> emitter.complete(body));
            if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
                request.response().writeContinue();
            }
            request.resume();
        });
    }

    static Buffer sha256(Buffer body) {
        try {
            return Buffer.buffer(MessageDigest.getInstance("SHA-256").digest(body.getBytes()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
    }
}
