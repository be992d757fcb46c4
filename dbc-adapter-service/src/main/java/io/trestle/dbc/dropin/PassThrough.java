package io.trestle.dbc.dropin;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;

import io.smallrye.mutiny.Uni;
import io.trestle.dbc.nodeapi.Call;
import io.trestle.dbc.nodeapi.ClientVersion;
import io.trestle.dbc.nodeapi.DbcClient;
import io.trestle.dbc.nodeapi.NodeAnswer;
import io.trestle.dbc.nodeapi.NotSentException;
import io.trestle.dbc.nodeapi.UncertainException;
import io.trestle.dbc.rules.Authentication;
import io.trestle.dbc.rules.Operation;
import io.trestle.dbc.rules.Profile;
import io.trestle.dbc.rules.RefusedRequestException;
import io.trestle.dbc.rules.RequestBody;
import io.trestle.dbc.rules.Words;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.ProblemException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.jackson.DatabindCodec;

/** Takes a call, checks it, passes it on, and gives the node's answer back as it came. */
@ApplicationScoped
class PassThrough {

    private final DbcClient client;
    private final ClientVersion version;
    private final TaskOwners owners;

    PassThrough(DbcClient client, ClientVersion version, TaskOwners owners) {
        this.client = client;
        this.version = version;
        this.owners = owners;
    }

    Uni<Response> pass(Call call, byte[] body) {
        return version.profile()
                .chain(profile -> pass(call, RequestBody.check(checked(call).operation(), profile, body), profile))
                .map(PassThrough::whole)
                .map(Envelope::answer)
                .onFailure(RefusedRequestException.class)
                .recoverWithItem(refused -> Envelope.answer(400, Envelope.INVALID_PARAMETERS, complaint(call, refused)))
                .onFailure(NotATaskOfCallersException.class)
                .recoverWithItem(foreign -> Envelope.answer(200, Envelope.NOT_AUTHORIZED, String.valueOf(foreign.getMessage())))
                .onFailure(NotSentException.class).transform(away -> new ProblemException(ProblemType.UPSTREAM_FAILED,
                        "The DBC client node cannot be reached; nothing was sent", away))
                .onFailure(UncertainException.class).transform(lost -> new ProblemException(ProblemType.UPSTREAM_TIMEOUT,
                        "The DBC client node gave no whole answer; the GPU node may have acted", lost));
    }

    /** Asked for with GET, and without a body. */
    Uni<Response> version() {
        return client.get("/api/v1/").map(PassThrough::whole).map(Envelope::answer)
                .onFailure(NotSentException.class).transform(away -> new ProblemException(ProblemType.UPSTREAM_FAILED,
                        "The DBC client node cannot be reached", away))
                .onFailure(UncertainException.class).transform(lost -> new ProblemException(ProblemType.UPSTREAM_TIMEOUT,
                        "The DBC client node gave no whole answer", lost));
    }

    /** A client of the API reads its envelope, not the page of a proxy or half an answer. */
    private static NodeAnswer whole(NodeAnswer answer) {
        if (!answer.isEnvelope()) {
            throw new ProblemException(ProblemType.UPSTREAM_FAILED,
                    "What came (status " + answer.status() + ") is no answer of a DBC client node; the GPU node may have acted");
        }
        return answer;
    }

    private Uni<NodeAnswer> pass(Call call, RequestBody body, Profile profile) {
        var caller = body.authentication();
        return owned(call, body, profile)
                .chain(() -> MoreDisk.isWanted(call, profile, body)
                        ? MoreDisk.add(call, body, part -> client.post(part.call().uri(profile), bytes(part.json())))
                        : client.post(call.uri(profile), bytes(body)))
                .invoke(answer -> {
                    if (call.operation() == Operation.CREATE || call.operation() == Operation.LIST
                            || call.operation() == Operation.DETAIL) {
                        owners.learn(body.node(), caller, answer);
                    }
                });
    }

    /**
     * The node lets whoever rents a part of a machine act on every VM there, so it is asked first whether the VM is shown to this caller. A session
     * can ask twice; a signed nonce cannot.
     */
    private Uni<Void> owned(Call call, RequestBody body, Profile profile) {
        var caller = body.authentication();
        if (call.operation().isCheckedByNode() || owners.owns(body.node(), caller, call.taskId())) {
            return Uni.createFrom().voidItem();
        }
        if (caller.kind() != Authentication.Kind.SESSION) {
            return Uni.createFrom().failure(new NotATaskOfCallersException("task_id not exist (this adapter has not shown this VM to this "
                    + "wallet yet: POST /api/v1/tasks first, or use a session)"));
        }
        var question = body.json().deepCopy();
        question.putObject("additional");
        return client.post(Call.of(Operation.DETAIL, call.taskId()).uri(profile), bytes(question))
                .chain(answer -> {
                    owners.learn(body.node(), caller, answer);
                    return owners.owns(body.node(), caller, call.taskId())
                            ? Uni.createFrom().voidItem()
                            : Uni.createFrom().failure(NotATaskOfCallersException.from(answer));
                });
    }

    private static Call checked(Call call) {
        if (!call.taskId().isEmpty() && !Words.TASK_ID.allows(call.taskId())) {
            throw new RefusedRequestException("task_id: " + Words.TASK_ID.expectation());
        }
        if (!call.snapshot().isEmpty() && !Words.SNAPSHOT_NAME.allows(call.snapshot())) {
            throw new RefusedRequestException("snapshot_name: " + Words.SNAPSHOT_NAME.expectation());
        }
        return call;
    }

    private static String complaint(Call call, RefusedRequestException refused) {
        return call.operation().complaintPrefix() + refused.words();
    }

    private static Buffer bytes(RequestBody body) {
        return bytes(body.json());
    }

    private static Buffer bytes(Object json) {
        try {
            return Buffer.buffer(DatabindCodec.mapper().writeValueAsBytes(json));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException("A JSON tree can always be written", e);
        }
    }
}
