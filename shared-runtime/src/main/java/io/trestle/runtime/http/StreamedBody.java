package io.trestle.runtime.http;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.vertx.MultiHelper;
import io.trestle.runtime.problem.ProblemException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/** The body of a request on a streaming path, as it arrives: nothing is read before it is asked for. */
@ApplicationScoped
public class StreamedBody {

    private final EdgeConfig config;

    @Inject
    StreamedBody(EdgeConfig config) {
        this.config = config;
    }

    /**
     * The request must be paused, as it is in a resource method.
     *
     * @return the chunks; fails with {@link ProblemException} {@code PAYLOAD_TOO_LARGE} after {@code quarkus.http.limits.max-body-size} bytes
     */
    public Multi<Buffer> of(HttpServerRequest request) {
        var limit = config.maxStreamedBody().asLongValue();
        return Multi.createFrom().deferred(() -> {
            var read = new long[1];
            if (BodyReader.expectsContinue(request)) {
                request.response().writeContinue();
            }
            return MultiHelper.toMulti(request).onItem().invoke(chunk -> {
                read[0] += chunk.length();
                if (read[0] > limit) {
                    throw BodyReader.tooLarge(limit);
                }
            });
        });
    }
}
