package io.trestle.comfy.driving;

import java.util.HashMap;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.trestle.comfy.comfyuiapi.ComfyClient;
import io.trestle.comfy.content.ContentStore;
import io.trestle.comfy.job.InputContent;
import io.trestle.comfy.job.Job;

/** Sends a job whose intent is written: its files, then its graph. */
@ApplicationScoped
class Dispatch {

    private final ContentStore content;

    Dispatch(ContentStore content) {
        this.content = content;
    }

    /** @param number rises with each job of the connection: ComfyUI breaks ties by the text of ids */
    Uni<Void> send(ComfyClient client, Job job, String clientId, double number) {
        return files(client, job)
                .chain(references -> client.submit(GraphForBackend.of(job, references), String.valueOf(job.promptId()), clientId, number));
    }

    private Uni<Map<String, String>> files(ComfyClient client, Job job) {
        return Multi.createFrom().iterable(job.files())
                .onItem().transformToUniAndConcatenate(file -> upload(client, job, file))
                .collect().in(HashMap<String, String>::new, Map::putAll).map(all -> all);
    }

    private Uni<Map<String, String>> upload(ComfyClient client, Job job, InputContent file) {
        // A directory of its own for each content: the same name never stands for other bytes.
        return content.read(file.sha256())
                .chain(bytes -> client.upload("trestle/" + file.sha256().substring(0, 16), file.name(), file.contentType(), bytes))
                .map(stored -> Map.of(file.input(), stored.reference()));
    }
}
