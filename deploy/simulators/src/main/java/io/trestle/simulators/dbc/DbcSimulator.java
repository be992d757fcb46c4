package io.trestle.simulators.dbc;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import io.trestle.simulators.ControlSurface;
import io.trestle.simulators.FaultGate;
import io.trestle.simulators.FaultScript;
import io.trestle.simulators.Journal;
import io.trestle.simulators.Persistence;
import io.trestle.simulators.SimulatedClock;
import io.trestle.simulators.SimulatorServer;
import io.trestle.simulators.StateFile;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;

/** A running simulator. What a test does to it, it does here; what a test in another process does, under {@code /__sim/}. */
public final class DbcSimulator implements AutoCloseable {

    private static final int JOURNAL = 50_000;
    /** libevent's limit for bodies: 32 MiB. */
    private static final int MOST_BYTES = 0x02000000;

    private final SimulatorServer server = new SimulatorServer();
    private final SimulatedClock clock = new SimulatedClock(Clock.systemUTC());
    private final FaultScript httpFaults = new FaultScript();
    private final NodeFaults nodeFaults = new NodeFaults();
    private final Journal journal = new Journal(JOURNAL);
    private final World world;

    private DbcSimulator(DbcSimulatorConfig config) {
        world = World.begin(config, clock);
        var file = config.stateFile();
        var persistence = file == null ? Persistence.NONE : new StateFile(server.vertx(), file, world::encode);
        var client = new ClientNode(world, nodeFaults, persistence, clock, config.warmUp());
        var router = Router.router(server.vertx());
        new ControlSurface(journal, httpFaults, clock).mount(router);
        new NodeControl(world, nodeFaults, persistence).mount(router);
        router.route().handler(BodyHandler.create(false).setBodyLimit(MOST_BYTES));
        router.route().handler(new FaultGate(server.vertx(), client, httpFaults, journal, clock));
        server.listen(config.port(), router);
    }

    public static DbcSimulator start(DbcSimulatorConfig config) {
        return new DbcSimulator(config);
    }

    /** {@code http://127.0.0.1:port}; the API is under {@code /api/v1}. */
    public String baseUrl() {
        return server.origin();
    }

    /** Faults of HTTP: late, cut, reset and broken answers. */
    public FaultScript httpFaults() {
        return httpFaults;
    }

    /** Faults between the client node and the GPU nodes. */
    public NodeFaults nodeFaults() {
        return nodeFaults;
    }

    public Journal journal() {
        return journal;
    }

    /** Lets this much virtual time pass at once. */
    public void pass(DbcSimulatorConfig config, Duration virtual) {
        clock.advance(virtual.dividedBy(config.speed()));
    }

    /** The VMs on a node as they are now: id, name, status, ssh port. */
    public List<SimulatedVm> vms(String nodeId) {
        synchronized (world) {
            return existing(nodeId).state().tasks.values().stream().map(SimulatedVm::of).toList();
        }
    }

    public void setOffline(String nodeId, boolean offline) {
        synchronized (world) {
            existing(nodeId).state().offline = offline;
        }
    }

    /** For example {@code online}: the machine is no longer rented. */
    public void setMachineStatus(String nodeId, String status) {
        synchronized (world) {
            existing(nodeId).state().machineStatus = status;
        }
    }

    /** Adds a line to a VM's log as it is, quotes included. */
    public void log(String nodeId, String taskId, String line) {
        synchronized (world) {
            Objects.requireNonNull(existing(nodeId).state().tasks.get(taskId), taskId).log.add(line);
        }
    }

    /** The VM vanishes, as after the end of a rental. */
    public void lose(String nodeId, String taskId) {
        synchronized (world) {
            existing(nodeId).state().tasks.remove(taskId);
        }
    }

    private GpuNode existing(String nodeId) {
        return Objects.requireNonNull(world.node(nodeId), () -> "no node " + nodeId);
    }

    @Override
    public void close() {
        server.close();
    }

    /**
     * A VM as the node has it.
     *
     * @param loginPort ssh, or rdp with Windows
     */
    public record SimulatedVm(String taskId, String wallet, String name, String status, int loginPort, int vncPort) {

        static SimulatedVm of(TaskState task) {
            return new SimulatedVm(task.taskId, task.wallet, task.name, task.status, task.isWindows() ? task.rdpPort : task.sshPort,
                    task.vncPort);
        }
    }
}
