package io.trestle.cloudflare.cloudflareapi.limit;

/** Whose call goes first when calls are short. */
public enum CallPriority {
    /** Somebody waits for the answer: may take the last call there is. */
    USER,
    /** Sweeps and the pool: only from what is above the reserve. */
    SWEEP
}
