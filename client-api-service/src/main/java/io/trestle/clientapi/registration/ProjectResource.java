package io.trestle.clientapi.registration;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import com.fasterxml.jackson.databind.JsonNode;

import io.smallrye.mutiny.Uni;
import io.trestle.clientapi.tunnel.CloudflaredConfig;
import io.trestle.clientapi.tunnel.CloudflaredCredential;
import io.trestle.runtime.identity.CurrentCaller;

/** What the existing client calls a project is a model. */
@Path("/pc/client-api/projects")
@Produces(MediaType.APPLICATION_JSON)
public class ProjectResource {

    private final ProjectPull pull;
    private final CurrentCaller caller;

    ProjectResource(ProjectPull pull, CurrentCaller caller) {
        this.pull = pull;
        this.caller = caller;
    }

    /**
     * The answer as the client reads it.
     *
     * @param httpStatus 200, as a number
     */
    public record Pulled(int httpStatus, Data data) {

        /**
         * A project.
         *
         * @param signature as it was registered
         */
        public record Data(JsonNode signature, CloudflaredConfig tunnelConfig, CloudflaredCredential tunnelCredential) {
        }
    }

    /** Everything that a new machine needs to run the model; the credential's issue is noted. */
    @GET
    @Path("{id}/pull")
    public Uni<Pulled> pull(@PathParam("id") String id) {
        return pull.pull(caller.get().tenant(), id).map(project -> new Pulled(200, project));
    }
}
