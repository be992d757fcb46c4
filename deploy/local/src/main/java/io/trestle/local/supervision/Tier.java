package io.trestle.local.supervision;

/** Start order; stopping goes the other way round. */
public enum Tier {
    LAUNCHER,
    ENGINE,
    SIMULATOR,
    SERVICE
}
