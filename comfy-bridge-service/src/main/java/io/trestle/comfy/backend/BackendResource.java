package io.trestle.comfy.backend;

import java.net.URI;
import java.util.List;

import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.identity.OperatorOnly;
import io.trestle.runtime.problem.ProblemException;

/** The backends, for operators: they come and go while the bridge runs. */
@Path("/backends")
@OperatorOnly
@Tag(name = "Backends")
class BackendResource {

    private final BackendStore backends;

    BackendResource(BackendStore backends) {
        this.backends = backends;
    }

    @GET
    @Operation(summary = "All backends: how they are, what they have loaded")
    public Uni<List<BackendView>> list() {
        return backends.all().map(all -> all.stream().map(BackendView::of).toList());
    }

    @GET
    @Path("/{id}")
    public Uni<BackendView> get(String id) {
        return backends.find(id).map(backend -> view(backend, id));
    }

    @POST
    @Operation(summary = "Adds a server; it gets jobs as soon as it was met")
    public Uni<Response> add(@NotNull BackendView.Post post) {
        var url = post.url();
        if (url == null || url.getHost() == null || !List.of("http", "https").contains(String.valueOf(url.getScheme()))
                || url.getUserInfo() != null) {
            throw new ProblemException(ProblemType.VALIDATION_FAILED, "url is http://host:port, without credentials");
        }
        var text = url.toString().endsWith("/") ? url.toString().substring(0, url.toString().length() - 1) : url.toString();
        return backends.add(ConfiguredBackends.id(text), text)
                .map(backend -> Response.created(URI.create("/backends/" + backend.id())).entity(BackendView.of(backend)).build());
    }

    @PATCH
    @Path("/{id}")
    @Operation(summary = "Drains a backend: it takes no new jobs, those it has end there")
    public Uni<BackendView> patch(String id, @NotNull BackendView.Patch patch) {
        return backends.drain(id, patch.draining()).map(backend -> view(backend, id));
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "Removes a backend; the jobs it has end there")
    public Uni<Response> remove(String id) {
        return backends.remove(id).map(backend -> {
            view(backend, id);
            return Response.noContent().build();
        });
    }

    private static BackendView view(@Nullable Backend backend, String id) {
        if (backend == null) {
            throw new ProblemException(ProblemType.NOT_FOUND, "There is no backend '" + id + "'");
        }
        return BackendView.of(backend);
    }
}
