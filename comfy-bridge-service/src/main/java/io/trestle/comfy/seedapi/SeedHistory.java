package io.trestle.comfy.seedapi;

import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.trestle.comfy.content.ContentStore;
import io.trestle.comfy.job.Job;
import io.trestle.comfy.job.JobOutput;
import io.trestle.comfy.job.JobState;
import io.trestle.comfy.job.JobStore;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.identity.IdentityVerifier;
import io.trestle.runtime.problem.ProblemException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * {@code GET /history}: results as the original sends them, a form as an answer. What was sent to its last byte is then forgotten under the
 * client id; what was cut off is not. A route of its own: JAX-RS does not say whether an answer was sent.
 */
@ApplicationScoped
class SeedHistory {

    private static final Logger LOG = Logger.getLogger(SeedHistory.class);
    /** The reason of a 204, which cannot have a body. */
    private static final String REASON = "X-Detail";

    private final IdentityVerifier identity;
    private final ContentStore content;
    private final JobStore jobs;

    SeedHistory(IdentityVerifier identity, ContentStore content, JobStore jobs) {
        this.identity = identity;
        this.content = content;
        this.jobs = jobs;
    }

    void install(@Observes Router router) {
        router.get("/history").order(-1).handler(this::answer);
    }

    private void answer(RoutingContext context) {
        var clientId = context.request().getParam("clientId");
        if (clientId == null || clientId.isBlank()) {
            context.fail(new ProblemException(ProblemType.VALIDATION_FAILED,
                    "clientId is required and must be and str, but got <class 'NoneType'>"));
            return;
        }
        identity.verify(context.request().headers()).chain(who -> jobs.latest(who.tenant(), clientId))
                .chain(job -> answer(context.response(), job, clientId))
                .subscribe().with(sent -> {
                }, failure -> fail(context, failure));
    }

    private static void fail(RoutingContext context, Throwable failure) {
        if (context.response().headWritten()) {
            LOG.debugf("Results were not sent completely: %s", failure.getMessage());
            context.request().connection().close();
        } else {
            context.fail(failure);
        }
    }

    private Uni<Void> answer(HttpServerResponse response, @Nullable Job job, String clientId) {
        if (job == null) {
            return nothing(response, "The client ID has not been submitted to the server before. It is not recognized. / " + clientId);
        }
        return job.state() != JobState.SUCCEEDED || job.delivered() || job.outputs().isEmpty()
                ? nothing(response, "No contents with that client id / " + clientId)
                : form(response, job).chain(() -> jobs.delivered(job.id()));
    }

    private static Uni<Void> nothing(HttpServerResponse response, String reason) {
        return UniHelper.toUni(response.setStatusCode(204).putHeader(REASON, reason.replaceAll("[^\\x20-\\x7e]", "?")).end());
    }

    private Uni<Void> form(HttpServerResponse response, Job job) {
        var boundary = "----" + UUID.randomUUID().toString().replace("-", "");
        response.setChunked(true).putHeader("Content-Type", "multipart/form-data; boundary=" + boundary);
        return Multi.createFrom().range(0, job.outputs().size())
                .onItem().transformToUniAndConcatenate(n -> part(response, job.outputs().get(n), n, boundary))
                .collect().last()
                .chain(() -> UniHelper.toUni(response.end("\r\n--" + boundary + "--\r\n")));
    }

    private Uni<Void> part(HttpServerResponse response, JobOutput output, int n, String boundary) {
        var head = (n == 0 ? "--" : "\r\n--") + boundary + "\r\nContent-Disposition: form-data; name=\"result_" + n + "\"; filename=\""
                + output.name().replace("\"", "%22") + "\"\r\nContent-Type: " + output.contentType() + "\r\n\r\n";
        return content.send(output.sha256(), Buffer.buffer(head), response);
    }
}
