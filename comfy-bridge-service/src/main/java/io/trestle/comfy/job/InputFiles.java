package io.trestle.comfy.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.trestle.comfy.content.ContentStore;
import io.trestle.comfy.content.Uploads;
import io.trestle.model.prediction.InputFile;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.outbound.GuardedHttpClient;
import io.trestle.runtime.outbound.OutboundPolicy;
import io.trestle.runtime.outbound.OutboundRequest;
import io.trestle.runtime.problem.ProblemException;

/** Files that a command names by address, fetched into the content store. */
@ApplicationScoped
class InputFiles {

    /** As much as a ComfyUI takes. */
    private static final OutboundPolicy POLICY = OutboundPolicy.DEFAULT.timeout(Duration.ofMinutes(2)).maxBytes(100L << 20);

    private final GuardedHttpClient http;
    private final ContentStore content;

    InputFiles(GuardedHttpClient http, ContentStore content) {
        this.http = http;
        this.content = content;
    }

    /** Fails with {@link ProblemException} where one is not there, or is not the one that was meant. */
    Uni<List<InputContent>> fetch(List<InputFile> files) {
        return Multi.createFrom().iterable(files).onItem().transformToUniAndConcatenate(this::fetch)
                .collect().in(ArrayList<InputContent>::new, List::add).map(all -> all);
    }

    private Uni<InputContent> fetch(InputFile file) {
        return http.send(OutboundRequest.get(file.url()), POLICY).chain(answer -> {
            if (answer.status() != 200) {
                throw new ProblemException(ProblemType.UPSTREAM_FAILED, "The file of " + file.input() + " answers " + answer.status());
            }
            return content.keep(answer.body());
        }).map(stored -> {
            if (file.sha256() != null && !file.sha256().toLowerCase(Locale.ROOT).equals(stored.sha256())) {
                throw new ProblemException(ProblemType.UPSTREAM_FAILED, "The file of " + file.input() + " is not the one that was meant");
            }
            return new InputContent(file.input(), Uploads.plain(file.fileName()), stored.sha256(),
                    file.contentType() == null ? "application/octet-stream" : file.contentType());
        });
    }
}
