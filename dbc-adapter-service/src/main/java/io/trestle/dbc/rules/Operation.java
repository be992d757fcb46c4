package io.trestle.dbc.rules;

/** The calls of the API that the adapter copies. */
public enum Operation {
    NODE_INFO, SESSION_ID, CREATE, LIST, DETAIL, RENT_ORDERS, START, STOP, RESTART, DELETE, MODIFY, DISK_ADD, LOGS, SNAPSHOT_CREATE,
    SNAPSHOT_LIST,
    SNAPSHOT_DETAIL,
    IMAGE_SERVERS, IMAGES, IMAGE_UPLOAD, IMAGE_DOWNLOAD;

    /** Whether the node looks whose VM it is. It does not for the others, so the adapter has to. */
    public boolean isCheckedByNode() {
        return switch (this) {
            case START, STOP, RESTART, DELETE, MODIFY, DISK_ADD, LOGS -> false;
            default -> true;
        };
    }

    /** What the API puts before its complaints about a body; it differs from call to call. */
    public String complaintPrefix() {
        return switch (this) {
            case IMAGES, IMAGE_UPLOAD, IMAGE_DOWNLOAD, IMAGE_SERVERS -> "parse request params failed: ";
            case NODE_INFO -> "parse req params failed: ";
            default -> "";
        };
    }
}
