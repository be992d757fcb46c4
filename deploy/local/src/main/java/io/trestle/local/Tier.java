package io.trestle.local;

/** Start order; stopping goes the other way round. */
enum Tier {
    LAUNCHER,
    ENGINE,
    SIMULATOR,
    SERVICE
}
