package io.trestle.clientapi.file;

import static io.quarkus.vertx.web.Route.HttpMethod.GET;
import static io.quarkus.vertx.web.Route.HttpMethod.HEAD;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import com.google.re2j.Pattern;

import io.quarkus.vertx.web.Route;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.MultiHelper;
import io.trestle.clientapi.file.FileCatalogue.Located;
import io.trestle.clientapi.file.store.FileContent;
import io.trestle.clientapi.file.store.FileStore;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.CallerContext;
import io.trestle.runtime.problem.ProblemAnswers;
import io.trestle.runtime.problem.ProblemException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/**
 * Gives files to whoever knows their address, which holds 256 bits that only their owner was told: a receiver of a webhook has no key. A plain
 * route, because JAX-RS neither hands a file to the kernel with a range nor answers {@code HEAD} with a length.
 */
@ApplicationScoped
class FileRoute {

    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    private final FileCatalogue catalogue;
    private final FileStore store;
    private final ProblemAnswers problems;

    FileRoute(FileCatalogue catalogue, FileStore store, ProblemAnswers problems) {
        this.catalogue = catalogue;
        this.store = store;
        this.problems = problems;
    }

    @Route(path = UploadedFile.ROOT + "/:hash/:name", methods = {GET, HEAD})
    void serve(RoutingContext context) {
        Uni.createFrom().deferred(() -> find(context.pathParam("hash"), context.pathParam("name")))
                .chain(located -> answer(context, located))
                .subscribe().with(nothing -> {
                }, failure -> problems.send(context, failure));
    }

    private Uni<Located> find(String hash, String name) {
        return (HASH.matches(hash) ? catalogue.find(hash, FileName.of(name).text()) : Uni.createFrom().<@Nullable Located>nullItem())
                .onItem().ifNull().failWith(() -> missing());
    }

    private Uni<Void> answer(RoutingContext context, Located located) {
        var file = located.file();
        var request = context.request();
        var response = context.response();
        if (FileHeaders.isKnown(request.getHeader(HttpHeaders.IF_NONE_MATCH), file)) {
            FileHeaders.ofUnchanged(file).forEach(response::putHeader);
            return Uni.createFrom().completionStage(() -> response.setStatusCode(304).end().toCompletionStage());
        }
        var range = range(context, file);
        var part = range == null ? new ByteRange(0, file.size()) : range;
        return CallerContext.returnTo(store.open(located.key(), part.from(), part.length()))
                .onItem().ifNull().failWith(() -> missing())
                .chain(content -> {
                    FileHeaders.of(file).forEach(response::putHeader);
                    response.putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(part.length()));
                    if (range != null) {
                        response.setStatusCode(206).putHeader(HttpHeaders.CONTENT_RANGE, range.contentRange(file.size()));
                    }
                    return HttpMethod.HEAD.equals(request.method()) ? end(response) : send(content, response);
                });
    }

    private static @Nullable ByteRange range(RoutingContext context, UploadedFile file) {
        var request = context.request();
        if (!FileHeaders.isCurrent(request.getHeader("If-Range"), file)) {
            return null;
        }
        try {
            return ByteRange.of(request.getHeader("Range"), file.size());
        } catch (ProblemException unsatisfiable) {
            context.response().putHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + file.size());
            throw unsatisfiable;
        }
    }

    private static Uni<Void> end(HttpServerResponse response) {
        return Uni.createFrom().completionStage(() -> response.end().toCompletionStage());
    }

    private static Uni<Void> send(FileContent content, HttpServerResponse response) {
        return Uni.createFrom().completionStage(() -> {
            if (content instanceof FileContent.OnDisk part) {
                return response.sendFile(part.file().toString(), part.from(), part.length()).toCompletionStage();
            }
            return MultiHelper.toReadStream(((FileContent.Streamed) content).chunks()).pipeTo(response).toCompletionStage();
        });
    }

    private static ProblemException missing() {
        return new ProblemException(ProblemType.NOT_FOUND, "There is no file at this address");
    }
}
