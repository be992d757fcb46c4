package io.trestle.clientapi.modelscan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.trestle.clientapi.rpc.RpcCall;
import io.trestle.clientapi.rpc.RpcCall.Callback;
import io.trestle.clientapi.rpc.RpcMethod;
import io.trestle.runtime.identity.Caller;

/**
 * {@code scan_models}: a callback for each file below a directory, in the order of the walk. The checkpoint is the last file that was told
 * of, so a replica that takes over tells of no file twice.
 */
@ApplicationScoped
class ScanModels implements RpcMethod {

    private static final JsonNode PARAMETERS = RpcMethod
            .schema("""
                    {"type":"object","additionalProperties":false,"properties":{
                      "scan_dir":{"type":"string","minLength":1,"maxLength":4096,"description":"absolute, or below a model root; all roots without it"},
                      "extensions":{"type":"array","maxItems":50,"items":{"type":"string","minLength":1,"maxLength":20},"description":"without dot; all without it"},
                      "hash":{"type":"boolean","description":"whether to read each file for its SHA-256"}}}""");

    private final ModelRoots roots;
    private final ModelScanConfig config;

    ScanModels(ModelRoots roots, ModelScanConfig config) {
        this.roots = roots;
        this.config = config;
    }

    @Override
    public String name() {
        return "scan_models";
    }

    @Override
    public String description() {
        return "Tells of every model file below the configured roots: name, path, type, size in bytes, SHA-256 when asked";
    }

    @Override
    public List<String> callbacks() {
        return List.of("model_found", "progress");
    }

    @Override
    public JsonNode parameters() {
        return PARAMETERS;
    }

    @Override
    public String startMessage() {
        return "Models scan started";
    }

    @Override
    public Uni<Void> check(Caller caller, JsonNode parameters) {
        return blocking(() -> roots.directories(directory(parameters))).replaceWithVoid();
    }

    @Override
    public Uni<ObjectNode> run(RpcCall call) {
        return blocking(() -> roots.directories(directory(call.parameters())))
                .chain(directories -> scan(call, directories));
    }

    private Uni<ObjectNode> scan(RpcCall call, List<Path> directories) {
        var reached = call.checkpoint();
        var first = reached == null ? 0 : reached.path("directory").intValue();
        return Multi.createFrom().range(first, directories.size())
                .onItem().transformToUniAndConcatenate(i -> scan(call, directories, i))
                .collect().last()
                .map(nothing -> found(call).put("directories", directories.size()));
    }

    private Uni<Boolean> scan(RpcCall call, List<Path> directories, int index) {
        var directory = directories.get(index);
        return blocking(() -> walk(call, directory, after(call.checkpoint(), index)))
                .chain(walk -> Multi.createBy().repeating()
                        .uni(() -> blocking(() -> walk.next(config.batch())).call(files -> tell(call, directory, index, files)))
                        .whilst(files -> !files.isEmpty())
                        .collect().last())
                .replaceWith(true);
    }

    private Uni<Void> tell(RpcCall call, Path directory, int index, List<ModelFile> files) {
        if (files.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        var found = found(call).path("found").longValue() + files.size();
        var callbacks = new ArrayList<Callback>();
        files.forEach(file -> callbacks.add(new Callback("model_found", file.json(directory))));
        callbacks.add(new Callback("progress", JsonNodeFactory.instance.objectNode().put("found", found)));
        return call.send(callbacks, JsonNodeFactory.instance.objectNode()
                .put("directory", index).put("path", files.get(files.size() - 1).path().toString()).put("found", found));
    }

    private ModelWalk walk(RpcCall call, Path directory, @Nullable Path after) {
        Set<String> extensions = new HashSet<>();
        call.parameters().path("extensions").forEach(extension -> extensions.add(extension.textValue().toLowerCase(Locale.ROOT)));
        return new ModelWalk(directory, extensions, call.parameters().path("hash").booleanValue(), roots::contains, after);
    }

    private static ObjectNode found(RpcCall call) {
        var reached = call.checkpoint();
        return JsonNodeFactory.instance.objectNode().put("found", reached == null ? 0 : reached.path("found").longValue());
    }

    private static @Nullable Path after(@Nullable JsonNode reached, int index) {
        return reached == null || reached.path("directory").intValue() != index ? null : Path.of(reached.path("path").textValue());
    }

    private static @Nullable String directory(JsonNode parameters) {
        return parameters.path("scan_dir").textValue();
    }

    /** The file system has no reactive interface. */
    private static <T> Uni<T> blocking(Supplier<T> work) {
        return Uni.createFrom().item(work).runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }
}
