package io.trestle.clientapi.tunnel;

/** Why a credential left the service. */
public enum CredentialCause {
    /** The answer to a registration. */
    REGISTERED,
    /** Asked for again. */
    REISSUED,
    /** The answer to a rotation. */
    ROTATED
}
