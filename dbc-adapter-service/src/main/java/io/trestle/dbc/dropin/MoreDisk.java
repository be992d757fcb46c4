package io.trestle.dbc.dropin;

import java.util.function.Function;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.smallrye.mutiny.Uni;
import io.trestle.dbc.nodeapi.Call;
import io.trestle.dbc.nodeapi.NodeAnswer;
import io.trestle.dbc.rules.Authentication;
import io.trestle.dbc.rules.Operation;
import io.trestle.dbc.rules.Profile;
import io.trestle.dbc.rules.RefusedRequestException;
import io.trestle.dbc.rules.RequestBody;

/** {@code increase_disk_size} at newer nodes: modify ignores it there, and a call of its own adds the disk. */
final class MoreDisk {

    private static final String MEMBER = "increase_disk_size";

    private MoreDisk() {
    }

    static boolean isWanted(Call call, Profile profile, RequestBody body) {
        return call.operation() == Operation.MODIFY && profile == Profile.P25 && body.json().path("additional").has(MEMBER);
    }

    /** Modifies what else is to be modified, and adds the disk if that went well. */
    static Uni<NodeAnswer> add(Call call, RequestBody body, Function<Part, Uni<NodeAnswer>> send) {
        var modification = body.json().deepCopy();
        var size = ((ObjectNode) modification.get("additional")).remove(MEMBER).asInt();
        var addition = body.json().deepCopy();
        addition.putObject("additional").put("size", size);
        var adding = new Part(Call.of(Operation.DISK_ADD, call.taskId()), addition);
        if (modification.get("additional").isEmpty()) {
            return send.apply(adding);
        }
        if (body.authentication().kind() != Authentication.Kind.SESSION) {
            throw new RefusedRequestException(
                    "additional.increase_disk_size: takes a second call to this node, and a nonce is good for one; "
                            + "send it alone, or use a session");
        }
        return send.apply(new Part(call, modification)).chain(answer -> answer.isAccepted()
                ? send.apply(adding)
                : Uni.createFrom().item(answer));
    }

    record Part(Call call, ObjectNode json) {
    }
}
