package io.trestle.simulators.dbc;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.trestle.simulators.HttpAnswer;
import io.trestle.simulators.Persistence;
import io.trestle.simulators.SimulatedApi;
import io.trestle.simulators.SimulatedRequest;
import io.trestle.simulators.dbc.GpuNode.NodeCall;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** The HTTP API of a DBC client node: checks what it checks, passes the rest to a GPU node. */
final class ClientNode implements SimulatedApi {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> HEADERS = Map.of("content-type", "application/json", "access-control-allow-origin", "*");
    private static final Set<Operation> WANT_SESSION_OR_WALLET = Set.of(Operation.CREATE, Operation.IMAGE_UPLOAD, Operation.IMAGE_DOWNLOAD);
    private static final Set<Operation> WITHOUT_AUTHORITY = Set.of(Operation.NODE_INFO, Operation.IMAGES, Operation.RENT_ORDERS);

    private final World world;
    private final NodeFaults faults;
    private final Persistence persistence;
    private final Instant warm;
    private final java.time.Clock real;

    ClientNode(World world, NodeFaults faults, Persistence persistence, java.time.Clock real, Duration warmUp) {
        this.world = world;
        this.faults = faults;
        this.persistence = persistence;
        this.real = real;
        this.warm = real.instant().plus(warmUp);
    }

    @Override
    public HttpAnswer answer(SimulatedRequest request) {
        try {
            synchronized (world) {
                return ok(call(request));
            }
        } catch (Refusal refusal) {
            return refused(refusal);
        } finally {
            persistence.changed();
        }
    }

    private Object call(SimulatedRequest request) {
        var uri = request.query() == null ? request.path() : request.path() + "?" + request.query();
        if (!request.path().startsWith("/api/v1")) {
            throw Refusal.client(400, -32600, "request uri is invalid, uri:" + uri);
        }
        if (request.path().equals("/api/v1/")) {
            return Map.of("client_version", world.profile().version());
        }
        if (!request.method().equals("POST")) {
            throw Refusal.client(400, -32600, "only support POST request");
        }
        var body = request.body().toString();
        if (request.path().startsWith("/api/v1/images/servers")) {
            ApiRequest.document(Operation.IMAGES, body);
            return Map.of("image_server", List.of(Images.SERVER));
        }
        var route = CallRoutes.find(request.path(), uri, world.profile());
        if (route == null) {
            throw unhandled();
        }
        var parameters = request.parameters().entries().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (first, second) -> first));
        return toNode(new NodeCall(route.operation(), route.subject(), route.second(), parse(route.operation(), body), parameters, false));
    }

    private ApiRequest parse(Operation operation, String body) {
        try {
            return ApiRequest.parse(operation, body, world.profile());
        } catch (Refusal refusal) {
            throw Refusal.parameters(operation.complaintPrefix() + refusal.text());
        }
    }

    private Object toNode(NodeCall call) {
        var request = call.request();
        var nodeId = request.node();
        checkImageServer(call);
        if (nodeId == null) {
            return withoutNode(call);
        }
        if (nodeId.isEmpty()) {
            throw Refusal.parameters("peer_nodeid is empty");
        }
        checkAuthorityIsGiven(call.operation(), request);
        if (call.operation() == Operation.LOGS) {
            checkLogParameters(call.parameters());
        }
        var fault = faults.next(call.operation());
        var node = fault != null && fault.kind() == NodeFault.Kind.NODE_OFFLINE ? null : world.node(nodeId);
        if (node == null || node.state().offline || real.instant().isBefore(warm)) {
            throw Refusal.client(400, -32701, "create node request failed");
        }
        return fault == null ? node.carryOut(call) : spoilt(node, call, fault);
    }

    private static Object spoilt(GpuNode node, NodeCall call, NodeFault fault) {
        switch (fault.kind()) {
            case TIMEOUT_AFTER_EFFECT -> carryOutUnheard(node, call);
            case TIMEOUT_BEFORE_LATE_EFFECT -> node.later(call, fault.late());
            case CLIENT_ERROR -> {
                carryOutUnheard(node, call);
                throw Refusal.client(500, -1, fault.text());
            }
            case PENDING_LIMIT -> throw Refusal.client(400, -32701, "creaate request session failed");
            case NODE_ERROR -> throw Refusal.node(fault.text());
            case UNHANDLED -> throw unhandled();
            case CREATION_FAILS, STOP_FAILS -> {
                return node.carryOut(call.failing());
            }
            case TIMEOUT_WITHOUT_EFFECT, NODE_OFFLINE -> {
                // The node never hears of it.
            }
        }
        throw Refusal.client(500, -1, call.operation().timeoutText());
    }

    private static void carryOutUnheard(GpuNode node, NodeCall call) {
        try {
            node.carryOut(call);
        } catch (Refusal nobodyHears) {
            // The answer is lost, whatever it was.
        }
    }

    private Object withoutNode(NodeCall call) {
        return switch (call.operation()) {
            case NODE_INFO -> Map.of("mining_nodes", StreamSupport.stream(world.nodes().spliterator(), false)
                    .filter(node -> !node.state().offline && !real.instant().isBefore(warm))
                    .map(node -> NodeInfo.object("service_list", "ai_training", "node_id", node.state().nodeId, "name", node.state().name,
                            "version", world.profile().version()))
                    .toList());
            case IMAGES -> {
                if (call.request().additional("image_server").isEmpty()) {
                    throw Refusal.parameters("image_server not exist");
                }
                yield Images.shown(Images.ON_SERVER, world.profile());
            }
            case IMAGE_UPLOAD -> uploadFromClient(call.request());
            default -> throw Refusal.parameters("peer_nodeid is empty");
        };
    }

    /** P22 answers ok, and uploads nothing. */
    private static String uploadFromClient(ApiRequest request) {
        var file = request.additional("image_filename");
        if (!Images.ON_SERVER.contains(file)) {
            throw Refusal.client(400, -1, "image_filename: /data/" + file + " not exist");
        }
        return "ok";
    }

    private static void checkImageServer(NodeCall call) {
        var server = call.request().additional("image_server");
        if (!server.isEmpty() && !server.equals(Images.SERVER)) {
            throw Refusal.parameters("image_server not exist");
        }
    }

    private static void checkAuthorityIsGiven(Operation operation, ApiRequest request) {
        if (WITHOUT_AUTHORITY.contains(operation)) {
            return;
        }
        var wallet = request.hasWallet() || request.hasMultisig();
        var session = operation != Operation.SESSION_ID && request.hasSession();
        if (!wallet && !session) {
            throw Refusal.parameters(WANT_SESSION_OR_WALLET.contains(operation)
                    ? "session_id and wallet all invalid"
                    : "wallet_sign and multisig_wallets all invalid");
        }
    }

    private static void checkLogParameters(Map<String, String> parameters) {
        var flag = parameters.get("flag");
        if (flag != null && !flag.equals("head") && !flag.equals("tail")) {
            // The quote is in the original.
            throw Refusal.parameters("head_or_tail is invalid\"");
        }
        var lines = parameters.get("line_num");
        if (lines != null && TaskPorts.number(lines) <= 0) {
            throw Refusal.parameters("invalid line num");
        }
    }

    private static Refusal unhandled() {
        return Refusal.client(500, -32701, "Unhandled request");
    }

    private static HttpAnswer ok(Object message) {
        return new HttpAnswer(200, HEADERS, Buffer.buffer("{\"errcode\":0, \"message\":" + text(message) + "}\r\n"));
    }

    /** The node's own errors are written by hand and come with 200; those of the client node are pretty-printed. */
    private static HttpAnswer refused(Refusal refusal) {
        var message = text(refusal.text());
        var body = refusal.status() == 200
                ? "{\"errcode\":" + refusal.code() + ", \"message\":" + message + "}\r\n"
                : "{\n    \"errcode\": " + refusal.code() + ",\n    \"message\": " + message + "\n}\r\n";
        return new HttpAnswer(refusal.status(), HEADERS, Buffer.buffer(body));
    }

    private static String text(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public List<String> violations(SimulatedRequest request) {
        return List.of();
    }

    @Override
    public HttpAnswer tooManyRequests(Duration retryAfter) {
        return refused(Refusal.client(400, -32701, "creaate request session failed"));
    }

    @Override
    public HttpAnswer decorate(HttpAnswer answer) {
        return answer;
    }

    @Override
    public Future<Void> settled() {
        return persistence.settled();
    }

    @Override
    public String callerOf(SimulatedRequest request) {
        return "client";
    }

    @Override
    public String bodyForJournal(SimulatedRequest request) {
        return ApiRequest.masked(request.body().toString());
    }
}
