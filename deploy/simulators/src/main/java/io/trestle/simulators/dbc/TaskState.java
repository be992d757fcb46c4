package io.trestle.simulators.dbc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A VM on a node. Fields are written by Jackson as they are: this is the state file. */
final class TaskState {

    /** What libvirt says of the machine. */
    enum Domain {
        NONE("none"), RUNNING("running"), SHUT_OFF("shut_off"), SUSPENDED("suspended");

        final String word;

        Domain(String word) {
            this.word = word;
        }
    }

    String taskId = "";
    String wallet = "";
    String rentOrder = "";
    String name = "";
    String description = "";
    String os = "";
    String image = "";
    int sshPort;
    int rdpPort;
    int vncPort;
    List<String> customPorts = new ArrayList<>();
    List<String> multicast = new ArrayList<>();
    int gpus;
    int cores;
    int memoryGib;
    int diskGib;
    List<Integer> moreDisks = new ArrayList<>();
    String password = "";
    Instant createdAt = Instant.EPOCH;
    String status = "creating";
    Domain domain = Domain.NONE;
    boolean creationFails;
    List<String> log = new ArrayList<>();
    List<SnapshotState> snapshots = new ArrayList<>();

    boolean isWindows() {
        return os.contains("win");
    }

    /** A snapshot of the VM's disks. */
    static final class SnapshotState {
        String name = "";
        String description = "";
        Instant createdAt = Instant.EPOCH;
        String state = "creating";
        List<String> disks = new ArrayList<>();
    }
}
