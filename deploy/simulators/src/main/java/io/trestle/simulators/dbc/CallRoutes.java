package io.trestle.simulators.dbc;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/** Which call a path means. The client node compares prefixes: {@code /tasksXYZ} is {@code /tasks}. */
final class CallRoutes {

    private static final Map<String, Operation> TASK_VERBS = Map.of("start", Operation.START, "stop", Operation.STOP, "restart",
            Operation.RESTART, "reset", Operation.RESET, "delete", Operation.DELETE, "modify", Operation.MODIFY, "logs", Operation.LOGS);

    private CallRoutes() {
    }

    /** Null where the client node forgets to answer. */
    @Nullable
    static Route find(String path, String uri, Profile profile) {
        var rest = path.substring("/api/v1".length());
        var parts = rest.length() < 2 ? new String[0] : rest.substring(1).split("/", -1);
        if (rest.startsWith("/images")) {
            return images(parts);
        }
        if (rest.startsWith("/tasks")) {
            return tasks(parts);
        }
        if (rest.startsWith("/mining_nodes")) {
            return miningNodes(parts);
        }
        if (rest.startsWith("/snapshot")) {
            return profile == Profile.P22 ? snapshotP22(parts) : snapshotP25(parts);
        }
        if (rest.startsWith("/disk/add/") && profile == Profile.P25) {
            return new Route(Operation.DISK_ADD, parts[2], "");
        }
        if (rest.startsWith("/rent_orders") && profile == Profile.P25) {
            return new Route(Operation.RENT_ORDERS, "", "");
        }
        throw Refusal.client(404, -32601, "not support uri:" + uri);
    }

    private static @Nullable Route images(String[] parts) {
        return switch (parts.length < 2 ? "" : parts[1]) {
            case "upload" -> new Route(Operation.IMAGE_UPLOAD, "", "");
            case "download" -> new Route(Operation.IMAGE_DOWNLOAD, "", "");
            default -> new Route(Operation.IMAGES, "", "");
        };
    }

    private static @Nullable Route tasks(String[] parts) {
        if (parts.length < 2 || parts[1].isEmpty()) {
            return new Route(Operation.LIST, "", "");
        }
        if (parts.length == 2) {
            return parts[1].equals("start") ? new Route(Operation.CREATE, "", "") : new Route(Operation.DETAIL, parts[1], "");
        }
        var verb = TASK_VERBS.get(parts[1]);
        return verb == null ? null : new Route(verb, parts[2], "");
    }

    private static @Nullable Route miningNodes(String[] parts) {
        if (parts.length < 2 || parts[1].isEmpty()) {
            return new Route(Operation.NODE_INFO, "", "");
        }
        return parts[1].equals("session_id") ? new Route(Operation.SESSION_ID, "", "") : null;
    }

    private static @Nullable Route snapshotP22(String[] parts) {
        if (parts.length == 2) {
            return new Route(Operation.SNAPSHOT_LIST, parts[1], "");
        }
        if (parts.length == 3) {
            return parts[2].equals("create")
                    ? new Route(Operation.SNAPSHOT_CREATE, parts[1], "")
                    : new Route(Operation.SNAPSHOT_DETAIL, parts[1], parts[2]);
        }
        return parts.length == 4 && parts[2].equals("delete") ? new Route(Operation.SNAPSHOT_DELETE, parts[1], parts[3]) : null;
    }

    private static @Nullable Route snapshotP25(String[] parts) {
        if (parts.length < 3) {
            return null;
        }
        var name = parts.length > 3 ? parts[3] : "";
        return switch (parts[1]) {
            case "list" -> new Route(name.isEmpty() ? Operation.SNAPSHOT_LIST : Operation.SNAPSHOT_DETAIL, parts[2], name);
            case "create" -> new Route(Operation.SNAPSHOT_CREATE, parts[2], "");
            case "delete" -> new Route(Operation.SNAPSHOT_DELETE, parts[2], name);
            default -> null;
        };
    }

    record Route(Operation operation, String subject, String second) {
    }
}
