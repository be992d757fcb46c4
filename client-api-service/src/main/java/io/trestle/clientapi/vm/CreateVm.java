package io.trestle.clientapi.vm;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.trestle.clientapi.rpc.RpcCall;
import io.trestle.clientapi.rpc.RpcCall.Callback;
import io.trestle.clientapi.rpc.RpcMethod;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.identity.Caller;
import io.trestle.runtime.problem.ProblemException;

/**
 * {@code create_vm}: what {@code POST /vms} of dbc-adapter does, with what happens to the VM as callbacks until it runs. The checkpoint is the
 * VM and the last line of its history that was told. Cancelling the call deletes the VM.
 */
@ApplicationScoped
class CreateVm implements RpcMethod {

    private static final JsonNode PARAMETERS = RpcMethod.schema("""
            {"type":"object","required":["node_id","credential","image_name"],"description":"the body of POST /vms of dbc-adapter",
             "properties":{"node_id":{"type":"string"},"credential":{"type":"string"},"image_name":{"type":"string"}}}""");
    private static final String CALLBACK = "vm_event";
    private static final Set<String> LOST = Set.of("failed", "deleting", "deleted");

    private final Vms vms;
    private final VmAdapterConfig config;

    CreateVm(Vms vms, VmAdapterConfig config) {
        this.vms = vms;
        this.config = config;
    }

    @Override
    public String name() {
        return "create_vm";
    }

    @Override
    public String description() {
        return "Creates a GPU VM and tells of each change until it runs; finishes with the VM. Cancelling deletes it";
    }

    @Override
    public List<String> callbacks() {
        return List.of(CALLBACK);
    }

    @Override
    public JsonNode parameters() {
        return PARAMETERS;
    }

    @Override
    public String startMessage() {
        return "VM creation started";
    }

    @Override
    public Uni<Void> check(Caller caller, JsonNode parameters) {
        return vms.check(caller, parameters);
    }

    @Override
    public Uni<ObjectNode> run(RpcCall call) {
        return vm(call).chain(id -> Multi.createBy().repeating().uni(() -> look(call, id)).withDelay(config.poll()).indefinitely()
                .select().where(CreateVm::isOver).toUni())
                .map(CreateVm::finished);
    }

    @Override
    public Uni<Void> cancelled(RpcCall call) {
        return vm(call).chain(id -> vms.delete(call.caller(), id));
    }

    private Uni<String> vm(RpcCall call) {
        var reached = call.checkpoint();
        return reached == null
                ? vms.create(call.caller(), "rpc-" + call.id(), call.parameters())
                        .call(id -> call.send(List.of(), checkpoint(id, 0)))
                : Uni.createFrom().item(reached.path("id").textValue());
    }

    private Uni<JsonNode> look(RpcCall call, String id) {
        return vms.get(call.caller(), id).call(vm -> {
            var reached = call.checkpoint();
            var seen = reached == null ? 0 : reached.path("seq").longValue();
            var news = new ArrayList<Callback>();
            var last = seen;
            for (var line : vm.path("history")) {
                if (line.path("seq").longValue() > seen) {
                    last = line.path("seq").longValue();
                    news.add(new Callback(CALLBACK, line));
                }
            }
            return news.isEmpty() ? Uni.createFrom().voidItem() : call.send(news, checkpoint(id, last));
        });
    }

    private static JsonNode checkpoint(String id, long seq) {
        return JsonNodeFactory.instance.objectNode().put("id", id).put("seq", seq);
    }

    private static boolean isOver(JsonNode vm) {
        return state(vm).equals("running") || LOST.contains(state(vm));
    }

    private static ObjectNode finished(JsonNode vm) {
        if (LOST.contains(state(vm))) {
            throw new ProblemException(ProblemType.UPSTREAM_FAILED, vm.path("note").asText("The VM is " + state(vm)))
                    .with("id", vm.path("id").asText());
        }
        return ((ObjectNode) vm).without("history");
    }

    private static String state(JsonNode vm) {
        return vm.path("state").asText();
    }
}
