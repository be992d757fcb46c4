package io.trestle.comfy.driving;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.trestle.comfy.comfyuiapi.ComfyClient;
import io.trestle.comfy.comfyuiapi.ComfyFile;
import io.trestle.comfy.job.Job;
import io.trestle.comfy.job.JobOutput;
import io.vertx.core.buffer.Buffer;

/** What one run has put out, copied on first sight: names are used again, the disk is not ours, and some pictures are only ever sent. */
final class RunOutputs {

    private final Outputs outputs;
    private final ComfyClient client;
    private final Map<ComfyFile, Uni<JobOutput>> copies = new HashMap<>();
    private final List<Uni<JobOutput>> pictures = new ArrayList<>();
    /** In the order in which they were told of, which their numbers follow. */
    private final List<JobOutput> told = new ArrayList<>();
    private Uni<?> telling = Uni.createFrom().voidItem();

    RunOutputs(Outputs outputs, ComfyClient client, Job job) {
        this.outputs = outputs;
        this.client = client;
        told.addAll(job.outputs());
    }

    /** Copies a file that the run has just named, then tells of it where the run has not ended before. */
    void named(ComfyFile file, Function<JobOutput, Uni<Boolean>> tell) {
        var copied = copy(file);
        var before = telling;
        telling = before.chain(() -> copied).chain(output -> told.contains(output)
                ? Uni.createFrom().voidItem()
                : tell.apply(output).invoke(done -> {
                    if (done) {
                        told.add(output);
                    }
                }).replaceWithVoid()).onFailure().recoverWithNull().replaceWithVoid().memoize().indefinitely();
        // Fetched at once, whoever asks for the result.
        telling.subscribe().with(nothing -> {
        });
    }

    /** A final picture that came over the socket. */
    void picture(String node, String mediaType, Buffer image) {
        var extension = mediaType.endsWith("png") ? ".png" : ".jpg";
        var kept = outputs.keep("websocket_" + node + "_" + pictures.size() + extension, mediaType, image).memoize().indefinitely();
        pictures.add(kept);
        kept.subscribe().with(nothing -> {
        }, failure -> {
            // Told at the run's end.
        });
    }

    boolean hasPictures() {
        return !pictures.isEmpty();
    }

    private Uni<JobOutput> copy(ComfyFile file) {
        return copies.computeIfAbsent(file,
                one -> outputs.copy(client, one).onFailure().invoke(() -> copies.remove(one)).memoize().indefinitely());
    }

    /** All of them: those that were told of, then these files, then the pictures. Fails with {@link Outputs.Missing}. */
    Uni<List<JobOutput>> all(List<ComfyFile> files) {
        return telling.chain(() -> Multi.createFrom().iterable(files).onItem().transformToUniAndConcatenate(this::copy).collect().asList())
                .chain(copied -> Multi.createFrom().iterable(pictures).onItem().transformToUniAndConcatenate(picture -> picture)
                        .collect().asList().map(sent -> {
                            var all = new LinkedHashSet<>(told);
                            all.addAll(copied);
                            all.addAll(sent);
                            return List.copyOf(all);
                        }));
    }
}
