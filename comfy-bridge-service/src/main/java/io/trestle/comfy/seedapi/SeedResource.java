package io.trestle.comfy.seedapi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.trestle.comfy.content.Uploads;
import io.trestle.comfy.job.Job;
import io.trestle.comfy.job.JobIntake;
import io.trestle.comfy.job.JobRequest;
import io.trestle.comfy.job.JobStore;
import io.trestle.comfy.watch.JobChange;
import io.trestle.comfy.workflow.WorkflowCatalogue;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.identity.CurrentCaller;
import io.trestle.runtime.problem.ProblemException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

/** The endpoints of the original, but for the socket and {@code /history}. */
@Path("/")
@Tag(name = "Bridge")
class SeedResource {

    /** A client id travels in notifications, which are short. */
    private static final int MAX_LENGTH = 250;

    private final WorkflowCatalogue workflows;
    private final Uploads uploads;
    private final JobIntake intake;
    private final JobStore jobs;
    private final SeedFreeing freeing;
    private final CurrentCaller caller;

    SeedResource(WorkflowCatalogue workflows, Uploads uploads, JobIntake intake, JobStore jobs, SeedFreeing freeing,
            CurrentCaller caller) {
        this.workflows = workflows;
        this.uploads = uploads;
        this.intake = intake;
        this.jobs = jobs;
        this.freeing = freeing;
        this.caller = caller;
    }

    @GET
    @Path("workflow-list")
    @Operation(summary = "The aliases of the workflows")
    public List<String> workflowList() {
        return workflows.aliases();
    }

    @GET
    @Path("workflow-info")
    @Operation(summary = "The inputs of a workflow that callers may set")
    @Produces(MediaType.APPLICATION_JSON)
    public String workflowInfo(@RestQuery @Nullable String workflow) {
        return workflows.get(required("workflow", workflow)).info().encode();
    }

    @POST
    @Path("upload")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Operation(summary = "Takes files; answers with the name of each, by the name of its part")
    public Uni<Map<String, String>> upload(@RestForm(FileUpload.ALL) List<FileUpload> files) {
        var tenant = caller.get().tenant();
        if (files.isEmpty()) {
            throw new ProblemException(ProblemType.VALIDATION_FAILED, "There is no file in this form");
        }
        return Multi.createFrom().iterable(files)
                .onItem().transformToUniAndConcatenate(file -> uploads.add(tenant, file.fileName(), type(file), file.uploadedFile())
                        .map(upload -> Map.entry(file.name(), upload.name())))
                .collect().in(LinkedHashMap<String, String>::new, (all, one) -> all.put(one.getKey(), one.getValue())).map(all -> all);
    }

    private static String type(FileUpload file) {
        return file.contentType() == null ? MediaType.APPLICATION_OCTET_STREAM : file.contentType();
    }

    @POST
    @Path("generate-based-workflow")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Queues a run of a workflow")
    public Uni<Map<String, String>> generate(@RestQuery @Nullable String clientId, byte @Nullable [] body) {
        var client = required("clientId", clientId);
        var request = object(body);
        if (!(request.remove("workflow") instanceof String workflow)) {
            throw new ProblemException(ProblemType.VALIDATION_FAILED, "workflow is required and must be a str");
        }
        return intake.accept(JobRequest.plain(UUID.randomUUID().toString(), caller.get().tenant(), client, workflow, request))
                .chain(jobs::open).map(open -> Map.of("detail", "queued / " + open));
    }

    private static JsonObject object(byte @Nullable [] body) {
        try {
            return Buffer.buffer(body == null ? new byte[0] : body).toJsonObject();
        } catch (DecodeException | ClassCastException e) {
            throw new ProblemException(ProblemType.MALFORMED_JSON, "The body is not a JSON object");
        }
    }

    @GET
    @Path("execution-info")
    @Operation(summary = "What the socket of a client id said last")
    public Uni<SeedFrame> executionInfo(@RestQuery @Nullable String clientId) {
        return known(required("clientId", clientId)).map(job -> SeedFrame.of(JobChange.of(job)));
    }

    @GET
    @Path("generation-count")
    @Operation(summary = "How many runs were ever asked for")
    public Uni<Long> generationCount() {
        return jobs.generations();
    }

    @POST
    @Path("free")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Frees the memory of the backend of a client id, or of all; safe while they work")
    public Uni<Map<String, String>> free(@RestQuery @Nullable String clientId) {
        if (clientId == null) {
            return freeing.all().replaceWith(Map.of("detail", "server memory free now / ALL"));
        }
        return known(clientId).chain(freeing::backendOf).replaceWith(Map.of("detail", "server memory free now / " + clientId));
    }

    @POST
    @Path("interrupt")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Ends the job of a client id, and no other")
    public Uni<Map<String, String>> interrupt(@RestQuery @Nullable String clientId) {
        var client = required("clientId", clientId);
        return known(client).chain(job -> jobs.cancel(job.id(), "REQUESTED"))
                .replaceWith(Map.of("detail", "interrupted that clientId will be ignored. / " + client));
    }

    private Uni<Job> known(String clientId) {
        return jobs.latest(caller.get().tenant(), clientId).onItem().ifNull().failWith(() -> new ProblemException(ProblemType.NOT_FOUND,
                "The client ID has not been submitted to the server before. It is not recognized. / " + clientId));
    }

    private static String required(String name, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw new ProblemException(ProblemType.VALIDATION_FAILED,
                    name + " is required and must be and str, but got <class 'NoneType'>");
        }
        if (value.length() > MAX_LENGTH) {
            throw new ProblemException(ProblemType.VALIDATION_FAILED, name + " is longer than " + MAX_LENGTH + " characters");
        }
        return value;
    }
}
