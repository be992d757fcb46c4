package io.trestle.comfy.workflow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkus.runtime.StartupEvent;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.ProblemException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

/** The workflows by alias, as the files are now. */
@ApplicationScoped
public class WorkflowCatalogue {

    private static final Logger LOG = Logger.getLogger(WorkflowCatalogue.class);
    private static final List<String> SAMPLES = List.of("text-to-image", "image-to-image");

    private final WorkflowConfig config;
    private final Vertx vertx;
    private volatile Map<String, Workflow> workflows = Map.of();
    private volatile String mark = "";

    WorkflowCatalogue(WorkflowConfig config, Vertx vertx) {
        this.config = config;
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent event) {
        if (config.directory().isEmpty()) {
            workflows = samples();
            return;
        }
        look(config.directory().get());
        vertx.setPeriodic(config.lookEvery().toMillis(), timer -> vertx.executeBlocking(() -> {
            look(config.directory().get());
            return null;
        }));
    }

    private static Map<String, Workflow> samples() {
        var found = new java.util.LinkedHashMap<String, Workflow>();
        for (var alias : SAMPLES) {
            try (var file = WorkflowCatalogue.class.getResourceAsStream("/workflows/" + alias + ".json")) {
                if (file != null) {
                    found.put(alias, Workflow.of(alias, Buffer.buffer(file.readAllBytes()).toJsonObject(), null));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return found;
    }

    private synchronized void look(Path directory) {
        try {
            var now = WorkflowFiles.mark(directory);
            if (!now.equals(mark)) {
                workflows = WorkflowFiles.read(directory);
                mark = now;
            }
        } catch (IOException e) {
            LOG.warnf("The workflows stay as they are, %s cannot be read: %s", directory, e.getMessage());
        }
    }

    /** In the order of the alias file; what has no alias comes after it. */
    public List<String> aliases() {
        return List.copyOf(workflows.keySet());
    }

    public @Nullable Workflow find(String alias) {
        return workflows.get(alias);
    }

    /** @throws ProblemException {@code WORKFLOW_NOT_FOUND} */
    public Workflow get(String alias) {
        var workflow = workflows.get(alias);
        if (workflow == null) {
            throw new ProblemException(ProblemType.WORKFLOW_NOT_FOUND, "There is no workflow '" + alias + "'");
        }
        return workflow;
    }
}
