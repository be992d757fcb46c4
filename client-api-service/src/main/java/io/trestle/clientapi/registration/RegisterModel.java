package io.trestle.clientapi.registration;

import java.nio.charset.StandardCharsets;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.smallrye.mutiny.Uni;
import io.trestle.clientapi.idempotency.IdempotencyKey;
import io.trestle.clientapi.rpc.RpcCall;
import io.trestle.clientapi.rpc.RpcMethod;
import io.trestle.runtime.identity.Caller;

/**
 * {@code register_model}: what {@code POST /predict_signature} does, with a callback while its tunnel is made. The finish frame has no
 * credential: frames are kept for a while, credentials only sealed.
 */
@ApplicationScoped
class RegisterModel implements RpcMethod {

    private static final JsonNode PARAMETERS = RpcMethod.schema("""
            {"type":"object","required":["inputs","outputs"],"description":"the body of POST /pc/client-api/predict_signature"}""");

    private final RegistrationReader reader;
    private final Registration registration;
    private final ProvisioningWait wait;
    private final ModelCatalogue catalogue;
    private final ObjectMapper mapper;

    RegisterModel(RegistrationReader reader, Registration registration, ProvisioningWait wait, ModelCatalogue catalogue,
            ObjectMapper mapper) {
        this.reader = reader;
        this.registration = registration;
        this.wait = wait;
        this.catalogue = catalogue;
        this.mapper = mapper;
    }

    @Override
    public String name() {
        return "register_model";
    }

    @Override
    public String description() {
        return "Registers a model by its signature and waits for its tunnel, however long it takes; POST /predict_signature/{id}/credential has the credential";
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
        return "Model registration started";
    }

    @Override
    public Uni<Void> check(Caller caller, JsonNode parameters) {
        return Uni.createFrom().item(() -> document(parameters)).replaceWithVoid();
    }

    @Override
    public Uni<ObjectNode> run(RpcCall call) {
        var tenant = call.caller().tenant();
        var document = document(call.parameters());
        // The same call in another replica finds what the first one made.
        var key = IdempotencyKey.of(tenant, "rpc-" + call.id(), "RPC " + name(), document.json());
        return registration.begin(tenant, document, key)
                .call(made -> call.checkpoint() == null ? announce(call, made) : Uni.createFrom().voidItem())
                .chain(wait::arrived)
                .chain(made -> catalogue.show(tenant, made.modelId()))
                .map(model -> mapper.<ObjectNode>valueToTree(model));
    }

    private static Uni<Void> announce(RpcCall call, TunnelReference made) {
        var news = JsonNodeFactory.instance.objectNode().put("id", made.modelId()).put("status", "provisioning");
        return call.send(List.of(new RpcCall.Callback("provisioning", news)), news);
    }

    private RegistrationDocument document(JsonNode parameters) {
        return reader.read(parameters.toString().getBytes(StandardCharsets.UTF_8));
    }
}
