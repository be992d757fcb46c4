package io.trestle.clientapi.registration;

import java.util.List;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.mutiny.Uni;
import io.trestle.runtime.identity.CurrentCaller;

/** The models of the caller. */
@Path("/pc/client-api/models")
@Produces(MediaType.APPLICATION_JSON)
public class ModelsResource {

    private final ModelCatalogue catalogue;
    private final CurrentCaller caller;

    ModelsResource(ModelCatalogue catalogue, CurrentCaller caller) {
        this.catalogue = catalogue;
        this.caller = caller;
    }

    /**
     * All of them.
     *
     * @param data the newest first; without removed ones
     */
    public record Models(int httpStatus, List<ModelSummary> data) {
    }

    @GET
    public Uni<Models> list() {
        return catalogue.list(caller.get().tenant()).map(models -> new Models(200, models));
    }

    /** As {@link #list}: the existing client asks by POST. */
    @POST
    public Uni<Models> listByPost() {
        return list();
    }
}
