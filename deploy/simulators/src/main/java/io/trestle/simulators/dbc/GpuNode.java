package io.trestle.simulators.dbc;

import static io.trestle.simulators.dbc.NodeInfo.object;

import java.time.Clock;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import io.trestle.simulators.dbc.NodeState.LateCall;

/** One GPU node: takes a call, and answers with what stands in {@code message}. */
final class GpuNode {

    private static final int MOST_LOG_LINES = 100;
    private static final int MOST_LOG_BYTES = 8192;

    private final NodeState state;
    private final Clock clock;
    private final Authority authority;
    private final NodeWorker worker;
    private final Tasks tasks;
    private final NodeInfo info;
    private final Snapshots snapshots;
    private final Images images;

    GpuNode(NodeState state, Clock clock, Profile profile) {
        this.state = state;
        this.clock = clock;
        authority = new Authority(state, clock, profile);
        worker = new NodeWorker(state, clock, profile);
        tasks = new Tasks(state, clock, profile, worker);
        info = new NodeInfo(state, profile);
        snapshots = new Snapshots(clock, profile, worker, info);
        images = new Images(state, clock, profile);
    }

    NodeState state() {
        return state;
    }

    /** Brings the node to the present: jobs that ended, and calls that arrived after their caller gave up. */
    void settle() {
        worker.settle();
        for (var late : List.copyOf(state.lateCalls)) {
            if (!late.due.isAfter(clock.instant())) {
                state.lateCalls.remove(late);
                arriveLate(late);
            }
        }
    }

    void later(NodeCall call, java.time.Duration delay) {
        var late = new LateCall();
        late.due = clock.instant().plus(delay);
        late.operation = call.operation();
        late.subject = call.subject();
        late.body = call.request().json();
        state.lateCalls.add(late);
    }

    private void arriveLate(LateCall late) {
        try {
            carryOut(new NodeCall(late.operation, late.subject, "", new ApiRequest(late.body), Map.of(), false));
        } catch (Refusal nobodyHears) {
            // The caller has long gone.
        }
    }

    Object carryOut(NodeCall call) {
        if (call.operation() == Operation.NODE_INFO) {
            return info.machine();
        }
        if (call.operation() == Operation.IMAGES) {
            authority.find(call.request());
            return images.list();
        }
        var rental = authority.check(call.request());
        var id = call.subject();
        return switch (call.operation()) {
            case SESSION_ID -> object("session_id", authority.sessionOf(rental));
            case RENT_ORDERS -> object("rent_orders", info.rentOrders());
            case CREATE -> info.created(tasks.create(call.request(), rental, call.fails()));
            case LIST -> tasks.of(rental).peek(worker::repairOnSight).map(info::listed).toList();
            case DETAIL -> detail(tasks.owned(id, rental, "task_id not exist"));
            case START -> ok(() -> tasks.start(id));
            case STOP -> ok(() -> tasks.stop(id, call.fails()));
            case RESTART -> ok(() -> tasks.restart(id));
            // P22 takes it and does nothing.
            case RESET -> ok(() -> tasks.any(id));
            case DELETE -> ok(() -> tasks.delete(id));
            case MODIFY -> ok(() -> tasks.modify(id, call.request()));
            case DISK_ADD -> ok(() -> tasks.addDisk(id, call.request()));
            case LOGS -> logs(tasks.any(id), call.parameters());
            case SNAPSHOT_CREATE -> snapshots.create(tasks.owned(id, rental, "task_id no exist"), call.request());
            case SNAPSHOT_LIST -> snapshots.list(tasks.owned(id, rental, "task_id not exist"));
            case SNAPSHOT_DETAIL -> snapshots.detail(tasks.owned(id, rental, "task_id not exist"), call.second());
            case SNAPSHOT_DELETE -> throw Refusal.node("The function is not implemented yet.");
            case IMAGE_UPLOAD -> ok(() -> images.upload(call.request()));
            case IMAGE_DOWNLOAD -> ok(() -> images.download(call.request()));
            case NODE_INFO, IMAGES -> throw new IllegalStateException("Answered above");
        };
    }

    private Map<String, Object> detail(TaskState task) {
        worker.repairOnSight(task);
        return info.detail(task);
    }

    private static String ok(Runnable effect) {
        effect.run();
        return "ok";
    }

    /** More than 100 lines become 99. Lines are put into the answer as they are: a quote in one breaks it. */
    private static Object logs(TaskState task, Map<String, String> parameters) {
        if (task.log.isEmpty()) {
            throw Refusal.node("task log not exist");
        }
        var wanted = parameters.containsKey("flag") ? Integer.parseInt(parameters.getOrDefault("line_num", "100")) : MOST_LOG_LINES;
        var count = Math.min(task.log.size(), wanted > MOST_LOG_LINES ? MOST_LOG_LINES - 1 : wanted);
        var head = "head".equals(parameters.get("flag"));
        var lines = head ? task.log.subList(0, count) : task.log.subList(task.log.size() - count, task.log.size());
        var bytes = 0;
        var shown = new java.util.ArrayList<String>();
        for (var line : lines) {
            bytes += line.length();
            if (bytes > MOST_LOG_BYTES) {
                break;
            }
            if (line.contains("\"") || line.contains("\\")) {
                throw Refusal.client(500, -1, "response parse error");
            }
            shown.add(line);
        }
        return object("task_id", task.taskId, "log_content", shown);
    }

    /**
     * @param subject the task's id, or empty
     * @param second the snapshot's name, or empty
     * @param fails what was asked for is taken on, and fails later
     */
    record NodeCall(Operation operation, String subject, String second, ApiRequest request, Map<String, String> parameters, boolean fails) {

        NodeCall failing() {
            return new NodeCall(operation, subject, second, request, parameters, true);
        }

        JsonNode json() {
            return request.json();
        }
    }
}
