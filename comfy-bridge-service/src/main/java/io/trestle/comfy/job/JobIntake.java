package io.trestle.comfy.job;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.trestle.comfy.backend.BackendClasses;
import io.trestle.comfy.content.Uploads;
import io.trestle.comfy.workflow.GraphStructure;
import io.trestle.comfy.workflow.InputRefused;
import io.trestle.comfy.workflow.Models;
import io.trestle.comfy.workflow.Workflow;
import io.trestle.comfy.workflow.WorkflowCatalogue;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.ProblemException;
import io.vertx.core.json.JsonObject;

/** Where every job comes in: checks it before anything is queued, so that no backend ever sees a graph that would break it. */
@ApplicationScoped
public class JobIntake {

    private final WorkflowCatalogue workflows;
    private final Uploads uploads;
    private final BackendClasses classes;
    private final JobQueue queue;

    JobIntake(WorkflowCatalogue workflows, Uploads uploads, BackendClasses classes, JobQueue queue) {
        this.workflows = workflows;
        this.uploads = uploads;
        this.classes = classes;
        this.queue = queue;
    }

    /**
     * @return the job; fails with {@link ProblemException}: {@code WORKFLOW_NOT_FOUND}, {@code VALIDATION_FAILED}, {@code WORKFLOW_INVALID},
     *         {@code QUEUE_FULL}
     */
    public Uni<Job> accept(JobRequest request) {
        return check(request).chain(queue::add);
    }

    /** The same for a job that may have been canceled before it came. */
    Uni<Job> acceptCommanded(JobRequest request) {
        return check(request).chain(queue::addCommanded);
    }

    private Uni<NewJob> check(JobRequest request) {
        return Uni.createFrom().item(() -> workflows.get(request.workflow()))
                .chain(workflow -> uploads.find(request.tenant(), texts(request.inputs()))
                        .map(found -> checked(request, workflow, found)));
    }

    private static List<String> texts(JsonObject inputs) {
        return inputs.stream().map(Map.Entry::getValue).filter(String.class::isInstance).map(String.class::cast).distinct().toList();
    }

    private NewJob checked(JobRequest request, Workflow workflow, Map<String, Uploads.Upload> uploaded) {
        var values = new HashMap<String, Object>(request.inputs().getMap());
        request.files().forEach(file -> values.put(file.input(), file.name()));
        var graph = filled(workflow, new JsonObject(values));
        var files = new ArrayList<>(request.files());
        workflow.inputs().forEach((key, input) -> {
            if (request.inputs().getValue(key) instanceof String name) {
                var upload = uploaded.get(name);
                if (upload != null) {
                    files.add(new InputContent(key, upload.name(), upload.sha256(), upload.contentType()));
                } else if (input.nodeClass().startsWith("LoadImage") && !name.equals(input.byDefault())) {
                    throw new ProblemException(ProblemType.VALIDATION_FAILED, "'" + key + "' names no uploaded file: " + name);
                }
            }
        });
        refuse(GraphStructure.problems(graph));
        var keys = files.stream().map(InputContent::input).collect(Collectors.toSet());
        var refusal = classes.refusal(request.id(), graph, keys);
        refuse(refusal == null ? List.of() : List.of(refusal));
        return new NewJob(request.id(), request.tenant(), request.clientId(), workflow.alias(), graph, Models.of(graph), files,
                request.priority(), request.deadline(), request.webhook(), request.reuse());
    }

    private static JsonObject filled(Workflow workflow, JsonObject values) {
        try {
            return workflow.with(values);
        } catch (InputRefused refused) {
            throw new ProblemException(ProblemType.VALIDATION_FAILED, refused.detail());
        }
    }

    private static void refuse(List<String> problems) {
        if (!problems.isEmpty()) {
            throw new ProblemException(ProblemType.WORKFLOW_INVALID, "No backend accepts the graph: " + String.join("; ", problems));
        }
    }
}
