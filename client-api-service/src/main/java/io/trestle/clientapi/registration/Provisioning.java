package io.trestle.clientapi.registration;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.smallrye.mutiny.Uni;
import io.trestle.clientapi.rpc.RpcCall;
import io.trestle.clientapi.rpc.RpcMethod;
import io.trestle.runtime.identity.Caller;

/** {@code provisioning}: follows the tunnel of a model that is registered, until it stands or can not be had. */
@ApplicationScoped
class Provisioning implements RpcMethod {

    private static final JsonNode PARAMETERS = RpcMethod.schema("""
            {"type":"object","required":["id"],"properties":{"id":{"type":"string","minLength":1,"description":"of the model"}}}""");

    private final ModelCatalogue catalogue;
    private final ProvisioningWait wait;
    private final ObjectMapper mapper;

    Provisioning(ModelCatalogue catalogue, ProvisioningWait wait, ObjectMapper mapper) {
        this.catalogue = catalogue;
        this.wait = wait;
        this.mapper = mapper;
    }

    @Override
    public String name() {
        return "provisioning";
    }

    @Override
    public String description() {
        return "Follows a model's tunnel until its last request is answered; finishes with the model";
    }

    @Override
    public List<String> callbacks() {
        return List.of("provisioning");
    }

    @Override
    public JsonNode parameters() {
        return PARAMETERS;
    }

    @Override
    public String startMessage() {
        return "Following the model's tunnel";
    }

    @Override
    public Uni<Void> check(Caller caller, JsonNode parameters) {
        return catalogue.show(caller.tenant(), id(parameters)).replaceWithVoid();
    }

    @Override
    public Uni<ObjectNode> run(RpcCall call) {
        var tenant = call.caller().tenant();
        var id = id(call.parameters());
        return catalogue.show(tenant, id)
                .call(model -> call.checkpoint() == null ? announce(call, model) : Uni.createFrom().voidItem())
                .chain(model -> wait.arrived(new TunnelReference(id, model.tunnel().requestId())))
                .chain(() -> catalogue.show(tenant, id))
                .map(model -> mapper.<ObjectNode>valueToTree(model));
    }

    private static Uni<Void> announce(RpcCall call, ModelView model) {
        var news = JsonNodeFactory.instance.objectNode().put("id", model.id()).put("status", model.tunnel().status().json());
        return call.send(List.of(new RpcCall.Callback("provisioning", news)), news);
    }

    private static String id(JsonNode parameters) {
        return parameters.path("id").textValue();
    }
}
