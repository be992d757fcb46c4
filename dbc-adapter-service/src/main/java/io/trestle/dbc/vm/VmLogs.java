package io.trestle.dbc.vm;

import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.JsonNode;

import io.smallrye.mutiny.Uni;
import io.trestle.dbc.lifecycle.Vm;
import io.trestle.dbc.nodeapi.Call;
import io.trestle.dbc.nodeapi.NodeProblems;
import io.trestle.dbc.nodeapi.NodeReply;
import io.trestle.dbc.rules.Operation;

/** Log lines. The node does not escape them: one with a quote spoils its answer, so fewer are asked for until the rest can be read. */
@ApplicationScoped
class VmLogs {

    private static final String SPOILT = "response parse error";

    private final VmCalls calls;

    VmLogs(VmCalls calls) {
        this.calls = calls;
    }

    /** @param lines 1 to 100 */
    Uni<Lines> read(Vm vm, String flag, int lines) {
        return ask(vm, flag, lines).chain(reply -> reply instanceof NodeReply.Uncertain spoilt && spoilt.words().endsWith(SPOILT)
                ? lines == 1
                        ? Uni.createFrom().item(new Lines(List.of(), false))
                        : read(vm, flag, lines / 2).map(fewer -> new Lines(fewer.lines(), false))
                : Uni.createFrom().item(new Lines(texts(NodeProblems.accepted(reply).path("log_content")), true)));
    }

    private Uni<NodeReply> ask(Vm vm, String flag, int lines) {
        return calls.send(vm, new Call(Operation.LOGS, String.valueOf(vm.taskId()), "", "flag=" + flag + "&line_num=" + lines),
                VmCalls.none());
    }

    private static List<String> texts(JsonNode array) {
        var all = new ArrayList<String>();
        array.forEach(line -> all.add(line.asText()));
        return all;
    }

    /** @param complete false where lines are missing that the node could not tell */
    record Lines(List<String> lines, boolean complete) {
    }
}
