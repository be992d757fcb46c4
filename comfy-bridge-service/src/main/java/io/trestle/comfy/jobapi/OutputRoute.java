package io.trestle.comfy.jobapi;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.trestle.comfy.content.ContentStore;
import io.trestle.comfy.job.Job;
import io.trestle.comfy.job.JobOutput;
import io.trestle.comfy.job.JobStore;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.identity.Caller;
import io.trestle.runtime.identity.IdentityVerifier;
import io.trestle.runtime.problem.ProblemException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** {@code GET /jobs/{id}/outputs/{n}}: the bytes of an output, from the file to the socket. */
@ApplicationScoped
class OutputRoute {

    private final IdentityVerifier identity;
    private final ContentStore content;
    private final JobStore jobs;

    OutputRoute(IdentityVerifier identity, ContentStore content, JobStore jobs) {
        this.identity = identity;
        this.content = content;
        this.jobs = jobs;
    }

    void install(@Observes Router router) {
        router.get("/jobs/:id/outputs/:n").order(-1).handler(this::answer);
    }

    private void answer(RoutingContext context) {
        identity.verify(context.request().headers())
                .chain(who -> jobs.find(context.pathParam("id")).map(job -> output(who, job, context.pathParam("n"))))
                .chain(output -> send(context.response(), output))
                .subscribe().with(sent -> {
                }, failure -> fail(context, failure));
    }

    private static void fail(RoutingContext context, Throwable failure) {
        if (context.response().headWritten()) {
            context.request().connection().close();
        } else {
            context.fail(failure);
        }
    }

    private static JobOutput output(Caller who, @Nullable Job job, String n) {
        if (job == null || (!who.isOperator() && !who.tenant().equals(job.tenant())) || !n.matches("\\d{1,6}")
                || Integer.parseInt(n) >= job.outputs().size()) {
            throw new ProblemException(ProblemType.NOT_FOUND, "There is no such output");
        }
        return job.outputs().get(Integer.parseInt(n));
    }

    private Uni<Void> send(HttpServerResponse response, JobOutput output) {
        response.putHeader("Content-Type", output.contentType()).putHeader("Content-Length", Long.toString(output.size()))
                .putHeader("Content-Disposition", "inline; filename=\"" + output.name().replace('"', '_') + "\"")
                .putHeader("ETag", "\"" + output.sha256() + "\"");
        return content.send(output.sha256(), Buffer.buffer(), response).chain(() -> UniHelper.toUni(response.end()));
    }
}
