package io.trestle.clientapi.rpc;

import java.util.List;
import java.util.Locale;
import java.util.UUID;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;

import io.smallrye.mutiny.Uni;
import io.trestle.clientapi.platform.StrictJson;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.identity.CurrentCaller;
import io.trestle.runtime.problem.ProblemException;

/** Starts and cancels calls. Their callbacks and results go to the client's socket. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class RpcResource {

    /** What starts a call: the seed's answer. */
    record Started(String type, @JsonProperty("request_uuid") UUID request, String message, List<String> callbacks) {
    }

    /** @param state {@code cancelling}, or what it had ended as before */
    record Cancelled(@JsonProperty("request_uuid") UUID request, String state) {
    }

    /** @param parameters a JSON Schema of the body */
    record Described(String name, String description, List<String> callbacks, JsonNode parameters) {
    }

    private final RpcMethods methods;
    private final RpcClients clients;
    private final RpcRequests requests;
    private final RpcConfig config;
    private final StrictJson json;
    private final CurrentCaller caller;

    RpcResource(RpcMethods methods, RpcClients clients, RpcRequests requests, RpcConfig config, StrictJson json, CurrentCaller caller) {
        this.methods = methods;
        this.clients = clients;
        this.requests = requests;
        this.config = config;
        this.json = json;
        this.caller = caller;
    }

    /** The methods, with the schema of their bodies and their callbacks. */
    @GET
    @Path("methods")
    public List<Described> describe() {
        return methods.all().stream()
                .map(method -> new Described(method.name(), method.description(), method.callbacks(), method.parameters())).toList();
    }

    /** Starts a call for a client that is connected, or was a while ago. */
    @POST
    @Path("{method}/{client}")
    public Uni<Started> start(@PathParam("method") String name, @PathParam("client") String client, byte[] body) {
        var who = caller.get();
        var method = methods.named(name);
        var listener = uuid(client, ProblemType.RPC_CLIENT_UNKNOWN, "There is no such client; connect to /ws first");
        var parameters = json.read(body.length == 0 ? new byte[]{'{', '}'} : body);
        methods.check(name, parameters);
        var id = UUID.randomUUID();
        return clients.knows(listener, who.tenant())
                .invoke(known -> refuseUnless(known, ProblemType.RPC_CLIENT_UNKNOWN, "There is no such client; connect to /ws first"))
                .chain(() -> method.check(who, parameters))
                .chain(() -> requests.add(id, listener, who, name, parameters, config.callsPerTenant()))
                .invoke(added -> refuseUnless(added, ProblemType.TOO_MANY_REQUESTS,
                        config.callsPerTenant() + " calls are running; wait for one to finish"))
                .replaceWith(() -> new Started("start", id, method.startMessage(), method.callbacks()));
    }

    /** Asks a call to end; its finish frame says that it did. */
    @DELETE
    @Path("requests/{request}")
    public Uni<Cancelled> cancel(@PathParam("request") String request) {
        var id = uuid(request, ProblemType.NOT_FOUND, "There is no such call");
        return requests.cancel(id, caller.get().tenant())
                .onItem().ifNull().failWith(() -> new ProblemException(ProblemType.NOT_FOUND, "There is no such call"))
                .map(state -> new Cancelled(id, "RUNNING".equals(state) ? "cancelling" : state.toLowerCase(Locale.ROOT)));
    }

    private static UUID uuid(String text, ProblemType otherwise, String detail) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(otherwise, detail);
        }
    }

    private static void refuseUnless(boolean fine, ProblemType type, String detail) {
        if (!fine) {
            throw new ProblemException(type, detail);
        }
    }
}
