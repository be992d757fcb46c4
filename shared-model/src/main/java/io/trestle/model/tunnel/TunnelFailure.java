package io.trestle.model.tunnel;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/** Why a tunnel command failed for good. */
public enum TunnelFailure {
    /** A live tunnel of this name exists, and its secret is not one that we derived. */
    NAME_TAKEN,
    /** A DNS record that is not ours stands at the hostname. */
    HOSTNAME_TAKEN,
    /** The command itself is impossible: a name that is no DNS label, a service that cloudflared would refuse. */
    INVALID_COMMAND,
    /** Cloudflare refuses our credentials, account or zone. */
    NOT_AUTHORIZED,
    /** The account or zone has no room for another tunnel or record. */
    QUOTA_EXCEEDED,
    /** There is no tunnel of this model. */
    NOT_FOUND,
    /** A later command overtook this one. */
    SUPERSEDED,
    /** Cloudflare refuses the request for another reason, which the detail quotes; also what an older reader makes of a reason that it does not know. */
    @JsonEnumDefaultValue
    REJECTED
}
