package io.trestle.clientapi.file;

import java.time.Clock;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.trestle.clientapi.file.BodyTransfer.Received;
import io.trestle.clientapi.file.store.Draft;
import io.trestle.clientapi.file.store.FileStore;
import io.trestle.clientapi.file.store.FileStoreException;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.CallerContext;
import io.trestle.runtime.http.StreamedBody;
import io.trestle.runtime.problem.ProblemException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/**
 * Receives files. Until the last byte there is only a draft; then the object is kept, and then its row is written. Whatever fails before that
 * leaves nothing; a process that dies in between leaves what {@link LeftoverSweep} finds.
 */
@ApplicationScoped
class UploadReception {

    private final UploadAdmission admission;
    private final StreamedBody bodies;
    private final FileStore store;
    private final FileCatalogue catalogue;
    private final UploadConfig config;
    private final Vertx vertx;
    private final Clock clock;

    UploadReception(UploadAdmission admission, StreamedBody bodies, FileStore store, FileCatalogue catalogue, UploadConfig config,
            Vertx vertx, Clock clock) {
        this.admission = admission;
        this.bodies = bodies;
        this.store = store;
        this.catalogue = catalogue;
        this.config = config;
        this.vertx = vertx;
        this.clock = clock;
    }

    /** What is known of a file before its first byte. */
    record Announced(String tenant, FileName name, String mediaType, @Nullable String predictionId, String origin) {
    }

    /** @return fails with a {@link ProblemException} */
    Uni<UploadedFile> receive(Announced announced, HttpServerRequest request) {
        return toItsEnd(admission.admit(() -> here(store.begin(length(request)))
                .chain(draft -> transfer(draft, request)
                        .chain(received -> settle(announced, received, draft))
                        .onFailure().call(draft::drop)))
                .onFailure(FileStoreException.class).transform(this::later));
    }

    /** JAX-RS cancels what it waits for when the connection ends; the draft would then be nobody's. The body's failure ends it in good order. */
    private static <T> Uni<T> toItsEnd(Uni<T> upload) {
        return Uni.createFrom().emitter(emitter -> upload.subscribe().with(emitter::complete, emitter::fail));
    }

    private Uni<Received> transfer(Draft draft, HttpServerRequest request) {
        return new BodyTransfer(vertx, draft, config.patience()).run(bodies.of(request))
                .onFailure(failure -> !(failure instanceof ProblemException || failure instanceof FileStoreException))
                .transform(failure -> new ProblemException(ProblemType.UPLOAD_INCOMPLETE, "The connection ended before the file did"));
    }

    private Uni<UploadedFile> settle(Announced announced, Received received, Draft draft) {
        var file = new UploadedFile(received.hash(), announced.name().text(), received.size(), announced.mediaType(),
                announced.predictionId(), announced.origin(), clock.instant());
        return catalogue.keyOf(file.hash())
                .chain(known -> isThere(known).chain(there -> there
                        ? here(draft.drop()).chain(() -> catalogue.add(announced.tenant(), file))
                        : keep(announced.tenant(), file, draft, known)))
                .replaceWith(file);
    }

    /** A disk that was replaced by an older copy has lost objects; an upload of the same bytes brings them back. */
    private Uni<Boolean> isThere(@Nullable String key) {
        return key == null ? Uni.createFrom().item(false) : here(store.has(key));
    }

    /** Two uploads of the same bytes may end at once: one object stays. */
    private Uni<Void> keep(String tenant, UploadedFile file, Draft draft, @Nullable String lost) {
        return here(draft.keep()).chain(key -> catalogue.add(tenant, file, key, lost)
                // a refusal, so nothing was committed; after any other failure the object may have its row
                .onFailure(ProblemException.class).call(() -> store.delete(key))
                .chain(winner -> winner.equals(key) ? Uni.createFrom().voidItem() : here(store.delete(key))));
    }

    /** Not 507, which a worker takes for final; what is wrong with the store is the operator's to read. */
    private ProblemException later(Throwable failure) {
        return new ProblemException(ProblemType.UNAVAILABLE, "The file cannot be stored now", failure).retryAfter(config.retryAfter());
    }

    private static long length(HttpServerRequest request) {
        var declared = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return declared == null ? FileStore.UNKNOWN : Long.parseLong(declared);
    }

    private static <T extends @Nullable Object> Uni<T> here(Uni<T> there) {
        return CallerContext.returnTo(there);
    }
}
