package io.trestle.comfy.workflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * A directory of workflows. {@code workflow_alias.json} gives aliases, in one of two forms: {@code {alias: file}}, also
 * {@code {alias: {"fn": file, "inputs": [keys]}}}, or {@code [{"alias", "fn", "inputs"?}]}. A file without an alias goes by its name.
 */
final class WorkflowFiles {

    private static final Logger LOG = Logger.getLogger(WorkflowFiles.class);
    private static final String ALIASES = "workflow_alias.json";

    private record Entry(String file, @Nullable List<String> inputs) {
    }

    private WorkflowFiles() {
    }

    /** What would be different after a change: names, sizes and times. */
    static String mark(Path directory) throws IOException {
        var mark = new StringBuilder();
        for (var file : json(directory).values()) {
            mark.append(file.getFileName()).append(Files.size(file)).append(Files.getLastModifiedTime(file).toMillis()).append('|');
        }
        return mark.toString();
    }

    /** By alias. A file that cannot be read is left out, and the log says why. */
    static Map<String, Workflow> read(Path directory) throws IOException {
        var files = json(directory);
        var aliasFile = files.remove(ALIASES);
        var entries = aliasFile == null ? new LinkedHashMap<String, Entry>() : entries(aliasFile);
        entries.values().forEach(entry -> files.remove(entry.file));
        files.keySet().forEach(name -> entries.put(name, new Entry(name, null)));
        var workflows = new LinkedHashMap<String, Workflow>();
        entries.forEach((alias, entry) -> {
            try {
                workflows.put(alias, workflow(alias, directory.resolve(entry.file), entry));
            } catch (IOException | RuntimeException e) {
                LOG.errorf("Workflow '%s' (%s) is left out: %s", alias, entry.file, e.getMessage());
            }
        });
        return workflows;
    }

    private static Map<String, Path> json(Path directory) throws IOException {
        var found = new TreeMap<String, Path>();
        try (var files = Files.list(directory)) {
            files.filter(file -> file.getFileName().toString().endsWith(".json"))
                    .forEach(file -> found.put(file.getFileName().toString(), file));
        }
        return found;
    }

    private static Map<String, Entry> entries(Path aliasFile) {
        var entries = new LinkedHashMap<String, Entry>();
        try {
            var content = Buffer.buffer(Files.readAllBytes(aliasFile)).toJson();
            if (content instanceof JsonObject object) {
                object.forEach(alias -> entries.put(alias.getKey(), entry(alias.getValue())));
            } else if (content instanceof JsonArray array) {
                array.forEach(one -> entries.put(((JsonObject) one).getString("alias"), entry(one)));
            }
        } catch (IOException | RuntimeException e) {
            LOG.errorf("%s cannot be read: %s", aliasFile, e.getMessage());
        }
        return entries;
    }

    private static Entry entry(Object value) {
        if (value instanceof JsonObject object) {
            var inputs = object.getJsonArray("inputs");
            return new Entry(object.getString("fn"), inputs == null ? null : inputs.stream().map(String::valueOf).toList());
        }
        return new Entry(String.valueOf(value), null);
    }

    private static Workflow workflow(String alias, Path file, Entry entry) throws IOException {
        var graph = Buffer.buffer(Files.readAllBytes(file)).toJsonObject();
        var problems = GraphStructure.problems(graph);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(problems.get(0));
        }
        return Workflow.of(alias, graph, entry.inputs);
    }
}
