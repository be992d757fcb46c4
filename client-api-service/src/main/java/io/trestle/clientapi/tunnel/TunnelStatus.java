package io.trestle.clientapi.tunnel;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonValue;

/** Where a model's tunnel stands. Lower case in answers. */
public enum TunnelStatus {
    /** Asked for; the adapter has not answered. */
    PROVISIONING,
    /** Stands, and its credential is here. */
    READY,
    /** Could not be had; registering the model again asks anew. */
    FAILED,
    /** Stands; a new secret is on its way, and the old one may already be void. */
    ROTATING,
    /** Its removal was asked for. */
    DELETING,
    /** Something of it is left at Cloudflare; deleting again asks anew. */
    DELETION_FAILED,
    /** Gone. Registering the model again gives it the next generation of its tunnel. */
    DELETED;

    @JsonValue
    public String json() {
        return name().toLowerCase(Locale.ROOT);
    }
}
