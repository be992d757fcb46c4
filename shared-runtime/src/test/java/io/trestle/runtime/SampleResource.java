package io.trestle.runtime;

import java.util.List;
import java.util.UUID;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.RestForm;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.smallrye.mutiny.Uni;
import io.trestle.runtime.http.StreamedBody;
import io.trestle.runtime.identity.Anonymous;
import io.trestle.runtime.identity.CurrentCaller;
import io.trestle.runtime.identity.OperatorOnly;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/** A surface as a service has one, for the tests of what happens around resources. */
@Path("/sample")
public class SampleResource {

    public record Item(@NotBlank String name, @JsonProperty("how_many") @Max(9) int howMany, @Size(max = 2) List<@Valid Part> parts,
            UUID id, boolean active) {
    }

    public record Part(@JsonProperty("part_name") @NotNull String partName) {
    }

    private final CurrentCaller caller;
    private final StreamedBody streamed;

    SampleResource(CurrentCaller caller, StreamedBody streamed) {
        this.caller = caller;
        this.streamed = streamed;
    }

    @GET
    @Path("/caller")
    public String caller() {
        return caller.get().tenant();
    }

    @GET
    @Path("/operators")
    @OperatorOnly
    public String operators() {
        return caller.get().tenant();
    }

    @GET
    @Path("/items/{id}")
    @Anonymous
    @Produces(MediaType.APPLICATION_JSON)
    public Item item(@PathParam("id") String id, @QueryParam("limit") @Max(100) Integer atMost) {
        return new Item(id, 1, List.of(), new UUID(0, 1), true);
    }

    @POST
    @Path("/items")
    @Anonymous
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<Item> create(@NotNull @Valid Item item) {
        return Uni.createFrom().item(item);
    }

    @POST
    @Path("/bytes")
    @Anonymous
    public Uni<String> bytes(byte[] body) {
        return Uni.createFrom().item(body.length + " " + Thread.currentThread().getName().contains("eventloop"));
    }

    @POST
    @Path("/form")
    @Anonymous
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    public String form(@RestForm String text) {
        return text;
    }

    @POST
    @Path("/private")
    public String secured(byte[] body) {
        return caller.get().tenant() + body.length;
    }

    @PUT
    @Path("/stream")
    @Anonymous
    public Uni<String> stream(HttpServerRequest request) {
        return streamed.of(request).onItem().transform(Buffer::length).collect().in(() -> new long[1], (sum, length) -> sum[0] += length)
                .map(sum -> String.valueOf(sum[0]));
    }

    @GET
    @Path("/fails/{how}")
    @Anonymous
    public Uni<String> fails(@PathParam("how") String how) {
        throw SampleFailures.of(how);
    }

    @GET
    @Path("/cached")
    @Anonymous
    public Response cached() {
        return Response.ok("text").header("Cache-Control", "public, max-age=60").build();
    }

    @GET
    @Path("/absent")
    @Anonymous
    public String absent() {
        throw new NotFoundException("a message with an internal detail");
    }
}
