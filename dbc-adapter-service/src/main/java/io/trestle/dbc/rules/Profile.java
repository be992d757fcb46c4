package io.trestle.dbc.rules;

/** Which generation of the DBC software is spoken to. The limits differ. */
public enum Profile {

    /** 0.3.x, which the published API belongs to. It keeps ports in 16 bits with a sign: 40000 would become -25536. */
    P22(32767, 6000),
    /** 0.4.x and later. */
    P25(65535, 65535);

    private final int highestPort;
    private final int highestVncPort;

    Profile(int highestPort, int highestVncPort) {
        this.highestPort = highestPort;
        this.highestVncPort = highestVncPort;
    }

    public int highestPort() {
        return highestPort;
    }

    public int highestVncPort() {
        return highestVncPort;
    }

    /** @param version as the node tells it, for example {@code 0.3.9.4} */
    public static Profile ofVersion(String version) {
        return version.matches("0\\.[0-3](\\..*)?") ? P22 : P25;
    }
}
