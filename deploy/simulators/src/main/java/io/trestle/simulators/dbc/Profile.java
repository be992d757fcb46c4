package io.trestle.simulators.dbc;

/** Which generation of the DBC software runs. */
public enum Profile {
    /** Client and nodes of March 2022, which the published API description belongs to. */
    P22("0.3.9.4"),
    /** 0.4.x: other status words, wider ports, rent orders. */
    P25("0.4.1.7");

    private final String version;

    Profile(String version) {
        this.version = version;
    }

    public String version() {
        return version;
    }
}
