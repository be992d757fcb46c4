package io.trestle.comfy.jobapi;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.trestle.comfy.job.Job;
import io.trestle.comfy.job.JobIntake;
import io.trestle.comfy.job.JobRequest;
import io.trestle.comfy.job.JobState;
import io.trestle.comfy.job.JobStore;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.identity.CurrentCaller;
import io.trestle.runtime.problem.ProblemException;
import io.vertx.core.json.JsonObject;

/** Jobs of the caller's tenant; an operator sees all. */
@Path("/jobs")
@Tag(name = "Jobs")
class JobResource {

    private final JobIntake intake;
    private final JobStore jobs;
    private final IdempotencyKeys keys;
    private final CurrentCaller caller;

    JobResource(JobIntake intake, JobStore jobs, IdempotencyKeys keys, CurrentCaller caller) {
        this.intake = intake;
        this.jobs = jobs;
        this.keys = keys;
        this.caller = caller;
    }

    @POST
    @Operation(summary = "Queues a job. The same Idempotency-Key with the same body is the same job")
    public Uni<Response> post(@NotNull @Valid JobPost post, @RestHeader("Idempotency-Key") @Nullable String key) {
        var tenant = caller.get().tenant();
        var inputs = new JsonObject(post.inputs() == null ? Map.of() : post.inputs());
        var fresh = UUID.randomUUID().toString();
        var request = post.workflow() + inputs.encode() + post.priority() + post.deadline() + post.webhook() + post.reuse();
        var id = key == null
                ? Uni.createFrom().item(fresh)
                : keys.jobOf(tenant, key, UUID.nameUUIDFromBytes(request.getBytes(java.nio.charset.StandardCharsets.UTF_8)).toString(),
                        fresh);
        return id.chain(jobId -> intake.accept(new JobRequest(jobId, tenant, null, post.workflow(), inputs, List.of(),
                post.priority() == null ? 0 : post.priority(), post.deadline(), post.webhook(), Boolean.TRUE.equals(post.reuse()))))
                .chain(this::view)
                .map(view -> Response.created(URI.create("/jobs/" + view.id())).entity(view).build());
    }

    @GET
    @Operation(summary = "The newest jobs first")
    public Uni<JobView.Page> list(@RestQuery @Nullable Long cursor, @RestQuery @DefaultValue("50") @Min(1) @Max(500) int limit) {
        var who = caller.get();
        return jobs.page(who.isOperator() ? null : who.tenant(), cursor == null ? Long.MAX_VALUE : cursor, limit)
                .map(page -> new JobView.Page(page.stream().map(job -> JobView.of(job, null)).toList(),
                        page.size() < limit ? null : page.get(limit - 1).seq()));
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "One job: its place, its backend and why that one, its attempts, its outputs")
    public Uni<JobView> get(String id) {
        return visible(id).chain(this::view);
    }

    @POST
    @Path("/{id}/cancel")
    @Operation(summary = "Ends exactly this job, waiting or running")
    public Uni<JobView> cancel(String id) {
        return visible(id).chain(job -> jobs.cancel(id, "REQUESTED").map(now -> now == null ? job : now)).chain(this::view);
    }

    private Uni<JobView> view(Job job) {
        return job.state() == JobState.WAITING
                ? jobs.ahead(job).map(ahead -> JobView.of(job, ahead))
                : Uni.createFrom().item(JobView.of(job, null));
    }

    private Uni<Job> visible(String id) {
        var who = caller.get();
        return jobs.find(id).map(job -> {
            if (job == null || !who.isOperator() && !who.tenant().equals(job.tenant())) {
                throw new ProblemException(ProblemType.NOT_FOUND, "There is no job '" + id + "'");
            }
            return job;
        });
    }
}
