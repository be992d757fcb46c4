package io.trestle.simulators.dbc;

/** What a client asks of a GPU node. The name is the one in {@code <name> timeout}. */
enum Operation {
    NODE_INFO("query node info"), SESSION_ID("get session_id"), CREATE("create task"), LIST("list task"), DETAIL("list task"), START(
            "start task"),
    STOP("stop task"), RESTART("restart task"), RESET("reset task"), DELETE("delete task"), MODIFY(
            "modify task"),
    DISK_ADD("add disk"), LOGS("task logs"), SNAPSHOT_CREATE("create snapshot"), SNAPSHOT_LIST("list snapshot"), SNAPSHOT_DETAIL(
            "list snapshot"),
    SNAPSHOT_DELETE("delete snapshot"), IMAGES("list images"), IMAGE_UPLOAD(
            "upload image"),
    IMAGE_DOWNLOAD("download image"), RENT_ORDERS("query rent orders");

    private final String inTimeout;

    Operation(String inTimeout) {
        this.inTimeout = inTimeout;
    }

    String timeoutText() {
        return inTimeout + " timeout";
    }

    /** What stands before the complaint about a body, which differs from call to call. */
    String complaintPrefix() {
        return switch (this) {
            case IMAGES, IMAGE_UPLOAD, IMAGE_DOWNLOAD -> "parse request params failed: ";
            case NODE_INFO -> "parse req params failed: ";
            default -> "";
        };
    }
}
