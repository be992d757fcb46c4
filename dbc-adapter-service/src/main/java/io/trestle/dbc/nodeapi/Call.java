package io.trestle.dbc.nodeapi;

import io.trestle.dbc.rules.Operation;
import io.trestle.dbc.rules.Profile;

/**
 * A call of the API.
 *
 * @param taskId empty where there is none
 * @param snapshot its name; empty where there is none
 * @param query what the node gets after the {@code ?}; may be empty
 */
public record Call(Operation operation, String taskId, String snapshot, String query) {

    public static Call of(Operation operation) {
        return new Call(operation, "", "", "");
    }

    public static Call of(Operation operation, String taskId) {
        return new Call(operation, taskId, "", "");
    }

    /** Path and query at the client node; the newer one has other paths for snapshots. */
    public String uri(Profile profile) {
        return "/api/v1" + switch (operation) {
            case NODE_INFO -> "/mining_nodes";
            case SESSION_ID -> "/mining_nodes/session_id";
            case CREATE -> "/tasks/start";
            case LIST -> "/tasks";
            case DETAIL -> "/tasks/" + taskId;
            case RENT_ORDERS -> "/rent_orders";
            case START -> "/tasks/start/" + taskId;
            case STOP -> "/tasks/stop/" + taskId;
            case RESTART -> "/tasks/restart/" + taskId;
            case DELETE -> "/tasks/delete/" + taskId;
            case MODIFY -> "/tasks/modify/" + taskId;
            case DISK_ADD -> "/disk/add/" + taskId;
            case LOGS -> "/tasks/logs/" + taskId;
            case SNAPSHOT_CREATE -> profile == Profile.P22 ? "/snapshot/" + taskId + "/create" : "/snapshot/create/" + taskId;
            case SNAPSHOT_LIST -> profile == Profile.P22 ? "/snapshot/" + taskId : "/snapshot/list/" + taskId;
            case SNAPSHOT_DETAIL -> (profile == Profile.P22 ? "/snapshot/" : "/snapshot/list/") + taskId + "/" + snapshot;
            case IMAGE_SERVERS -> "/images/servers";
            case IMAGES -> "/images";
            case IMAGE_UPLOAD -> "/images/upload";
            case IMAGE_DOWNLOAD -> "/images/download";
        } + (query.isEmpty() ? "" : "?" + query);
    }
}
