package io.trestle.simulators.dbc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/** A GPU node. Fields are written by Jackson as they are: this is the state file. */
final class NodeState {

    String nodeId = "";
    String name = "";
    int gpus;
    int cores;
    int memoryGib;
    int diskGib;
    boolean offline;
    /** As the chain has it: {@code rented}, {@code online}, {@code creating}, {@code committeeVerifying} … */
    String machineStatus = "rented";
    List<Rental> rentals = new ArrayList<>();
    Map<String, Session> sessions = new LinkedHashMap<>();
    Map<String, TaskState> tasks = new LinkedHashMap<>();
    Set<String> images = new LinkedHashSet<>();
    Map<String, Transfer> transfers = new LinkedHashMap<>();
    List<Job> queue = new ArrayList<>();
    List<LateCall> lateCalls = new ArrayList<>();
    /** In memory only, as in the real node: after a restart a nonce can be used again. */
    transient Set<String> nonces = new LinkedHashSet<>();
    long created;

    /** One wallet's rental of the machine, or of some of its GPUs. */
    static final class Rental {
        String order = "";
        String wallet = "";
        Instant ends = Instant.EPOCH;
        List<Integer> gpuIndexes = new ArrayList<>();
    }

    /** Made at a wallet's first successful login. */
    static final class Session {
        String id = "";
        Set<String> signers = new LinkedHashSet<>();
    }

    /** An image on its way. */
    static final class Transfer {
        boolean upload;
        Instant ends = Instant.EPOCH;
    }

    /** Work of the node's only worker; the jobs before it come first. */
    static final class Job {
        String taskId = "";
        Kind kind = Kind.START;
        Instant ends = Instant.EPOCH;
        boolean fails;
        String detail = "";
    }

    enum Kind {
        CREATE, START, STOP, RESTART, DELETE, SNAPSHOT
    }

    /** A call that the node gets after its caller gave up. */
    static final class LateCall {
        Instant due = Instant.EPOCH;
        Operation operation = Operation.CREATE;
        String subject = "";
        JsonNode body = MissingNode.getInstance();
    }
}
