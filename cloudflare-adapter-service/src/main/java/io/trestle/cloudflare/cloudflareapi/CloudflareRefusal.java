package io.trestle.cloudflare.cloudflareapi;

/** Cloudflare said no, in its own words; asking the same again would get the same answer. */
public final class CloudflareRefusal extends CloudflareFailure {

    /** What the error codes amount to (facts, a7, errors). */
    public enum Kind {
        /** 1013: a live tunnel has this name. */
        NAME_EXISTS,
        /** 81053, 81054, 81057, 81058, alone or inside the chain of a 1004: a record stands at this name. */
        RECORD_EXISTS,
        /** 1002, 81044, or any other 404 about an object. */
        NOT_FOUND,
        /** 401, 403, 10000, 9109, 6003, 7003: our token, account or zone is wrong. */
        NOT_AUTHORIZED,
        /** 1022: connectors are attached. */
        ACTIVE_CONNECTIONS,
        /** The account or zone is full. */
        QUOTA_EXCEEDED,
        /** Anything else that is decided. */
        REJECTED
    }

    private static final long serialVersionUID = 1L;

    private final Kind kind;

    public CloudflareRefusal(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
