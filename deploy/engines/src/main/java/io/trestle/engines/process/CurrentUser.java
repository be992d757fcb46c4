package io.trestle.engines.process;

import com.sun.security.auth.module.UnixSystem;

/** The user that this JVM runs as. */
public final class CurrentUser {

    private CurrentUser() {
    }

    public static long id() {
        return new UnixSystem().getUid();
    }

    public static long group() {
        return new UnixSystem().getGid();
    }

    public static boolean isRoot() {
        return id() == 0;
    }
}
