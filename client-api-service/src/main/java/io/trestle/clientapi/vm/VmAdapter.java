package io.trestle.clientapi.vm;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;

import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

import com.fasterxml.jackson.databind.JsonNode;

import io.smallrye.mutiny.Uni;

/** The part of dbc-adapter's {@code /vms} that is used here. {@code authorization} carries a token of the tenant whose VM it is. */
@Path("/vms")
@RegisterRestClient(configKey = "vm-adapter")
interface VmAdapter {

    /** @param dryRun only checks the request */
    @POST
    Uni<JsonNode> create(@HeaderParam("Authorization") String authorization, @HeaderParam("Idempotency-Key") String key,
            @QueryParam("dry_run") boolean dryRun, JsonNode wanted);

    /** With the VM's {@code history}. */
    @GET
    @Path("/{id}")
    Uni<JsonNode> get(@HeaderParam("Authorization") String authorization, @PathParam("id") String id);

    @DELETE
    @Path("/{id}")
    Uni<JsonNode> delete(@HeaderParam("Authorization") String authorization, @PathParam("id") String id);
}
