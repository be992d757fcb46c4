package io.trestle.dbc.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import io.trestle.dbc.Renters;
import io.trestle.dbc.lifecycle.VmWorld.Crash;
import io.trestle.model.compute.VmCreated;
import io.trestle.model.compute.VmDeleted;
import io.trestle.model.compute.VmEvent;
import io.trestle.model.compute.VmFailed;
import io.trestle.model.compute.VmOperation;
import io.trestle.model.compute.VmState;
import io.trestle.simulators.Fault;
import io.trestle.simulators.FaultKind;
import io.trestle.simulators.dbc.DbcSimulator;
import io.trestle.simulators.dbc.DbcSimulatorConfig;
import io.trestle.simulators.dbc.NodeFault;
import io.trestle.simulators.dbc.NodeSpec;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * No sequence of timeouts, cut connections, crashes, late and double effects, foreign VMs and deletions duplicates or loses a VM. The number of
 * sequences is {@code jqwik.tries.default}; {@code -Djqwik.tries.default=20000} for a long run.
 */
class VmLifecycleProperties {

    private static final int NODES = 100;
    private static final Map<String, Integer> TRIED = new TreeMap<>();
    private static final Map<io.trestle.simulators.dbc.Profile, Site> SITES = new TreeMap<>();

    @AfterContainer
    static void end() {
        SITES.values().forEach(site -> site.simulator.close());
        SITES.clear();
        System.out.printf("VM lifecycles: %s%n", TRIED);
    }

    @Property
    void shouldNeitherDuplicateNorLoseAVm_whenAnythingHappensAtANodeOf2022(@ForAll("sequences") List<Happening> sequence) {
        run(io.trestle.simulators.dbc.Profile.P22, sequence);
    }

    @Property
    void shouldNeitherDuplicateNorLoseAVm_whenAnythingHappensAtANodeOf2025(@ForAll("sequences") List<Happening> sequence) {
        run(io.trestle.simulators.dbc.Profile.P25, sequence);
    }

    private static void run(io.trestle.simulators.dbc.Profile profile, List<Happening> sequence) {
        TRIED.merge(profile + " sequences", 1, Integer::sum);
        TRIED.merge(profile + " happenings", sequence.size(), Integer::sum);
        var site = site(profile);
        var world = new VmWorld(site.simulator, site.config, site.nextNode(), io.trestle.dbc.rules.Profile.valueOf(profile.name()));
        world.request(false, 0);
        for (var happening : sequence) {
            happen(happening, world, site.simulator);
            assertNoDuplicates(world);
        }
        site.simulator.nodeFaults().clear();
        site.simulator.httpFaults().clear();
        world.crash = Crash.NONE;
        world.duringCall = null;
        settle(world);
        assertNothingLost(world);
        world.stored.values().forEach(vm -> TRIED.merge(profile + " ended " + vm.state(), 1, Integer::sum));
    }

    private static void happen(Happening happening, VmWorld world, DbcSimulator simulator) {
        var number = happening.number;
        switch (happening.kind) {
            case REQUEST -> world.request(number % 2 == 0, 30_000 + number % 3);
            case FOREIGN -> world.createElsewhere(number % 3 == 0 ? 30_000 : 20_000 + number % 4);
            case DELETE -> world.ask(number % 3, VmOperation.DELETE);
            case STOP -> world.ask(number % 3, VmOperation.STOP);
            case START -> world.ask(number % 3, VmOperation.START);
            case RESTART -> world.ask(number % 3, VmOperation.RESTART);
            case ASK_DURING_CALL -> world.duringCall = () -> world.ask(number % 3, number % 2 == 0 ? VmOperation.DELETE : VmOperation.STOP);
            case CRASH -> world.crash = number % 2 == 0 ? Crash.BEFORE_CALL : Crash.AFTER_CALL;
            case PASS -> world.pass(Duration.ofSeconds(1L << (number % 10)));
            case TURN -> world.turn();
            case NODE_FAULT -> simulator.nodeFaults().add(nodeFault(number));
            case HTTP_FAULT -> simulator.httpFaults().add(httpFault(number));
        }
    }

    private static NodeFault nodeFault(int number) {
        // Late effects are what is hard: most of them by far.
        var late = NodeFault.Kind.TIMEOUT_BEFORE_LATE_EFFECT;
        var kinds = List.of(late, late, late, late, late, late, NodeFault.Kind.TIMEOUT_AFTER_EFFECT, NodeFault.Kind.TIMEOUT_WITHOUT_EFFECT,
                NodeFault.Kind.NODE_OFFLINE,
                NodeFault.Kind.PENDING_LIMIT, NodeFault.Kind.UNHANDLED, NodeFault.Kind.CREATION_FAILS, NodeFault.Kind.CLIENT_ERROR,
                NodeFault.Kind.NODE_ERROR);
        var kind = kinds.get(number % kinds.size());
        var operations = kind == NodeFault.Kind.CREATION_FAILS
                ? List.of("CREATE")
                : List.of("CREATE", "CREATE", "CREATE", "CREATE", "CREATE", "CREATE", "DELETE", "LIST", "DETAIL");
        return NodeFault.of(kind, operations.get(number / 17 % operations.size())).times(1 + number / 300 % 5)
                .late(Duration.ofSeconds(1 + number % 890))
                .saying(kind == NodeFault.Kind.NODE_ERROR ? "allocate gpu failed" : "rsq decrypt error1");
    }

    private static Fault httpFault(int number) {
        var kinds = List.of(FaultKind.RESET, FaultKind.ERROR_PAGE, FaultKind.EMPTY_BODY, FaultKind.TRUNCATED_JSON, FaultKind.CUT_BODY,
                FaultKind.DUPLICATE_DELIVERY);
        var paths = List.of("/tasks/start$", "/tasks/start$", "/tasks/delete", "/tasks$");
        var fault = Fault.of(kinds.get(number % kinds.size())).on("POST", paths.get(number / 10 % paths.size()));
        return number / 100 % 2 == 0 ? fault : fault.afterEffect();
    }

    /** Past every moment at which something may still come of anything. */
    private static void settle(VmWorld world) {
        for (int i = 0; i < 45; i++) {
            world.turn();
            world.pass(i < 35 ? Duration.ofSeconds(40) : Duration.ofMinutes(10));
        }
        world.turn();
    }

    private static void assertNoDuplicates(VmWorld world) {
        assertThat(world.tasksOfOurs().size()).as(() -> world.stored + " " + world.tasksOfOurs())
                .isLessThanOrEqualTo((int) world.stored.values().stream().filter(vm -> !vm.isOver()).count());
    }

    private static void assertNothingLost(VmWorld world) {
        var living = world.stored.values().stream().filter(vm -> !vm.isOver()).toList();
        assertThat(living).as("settled").allSatisfy(vm -> assertThat(vm.state())
                .isIn(VmState.RUNNING, VmState.CLOSED, VmState.FAILED));
        assertThat(world.tasksOfOurs()).as(() -> "tasks on the node; " + world.told)
                .containsExactlyInAnyOrderElementsOf(living.stream().map(Vm::taskId).toList());
        world.told.forEach((id, events) -> assertThat(creationEvents(events)).as(id + " " + events).hasSize(1));
        world.told.values().forEach(VmLifecycleProperties::assertEndsWithItsDeletion);
    }

    private static List<VmEvent> creationEvents(List<VmEvent> events) {
        return events.stream().filter(event -> event instanceof VmCreated
                || event instanceof VmFailed failed && failed.operation() == VmOperation.CREATE).toList();
    }

    private static void assertEndsWithItsDeletion(List<VmEvent> events) {
        var deletions = events.stream().filter(VmDeleted.class::isInstance).toList();
        assertThat(deletions.size()).isLessThanOrEqualTo(1);
        if (!deletions.isEmpty()) {
            assertThat(events.get(events.size() - 1)).isSameAs(deletions.get(0));
        }
    }

    private static Site site(io.trestle.simulators.dbc.Profile profile) {
        var site = SITES.get(profile);
        if (site == null || site.used == NODES) {
            if (site != null) {
                site.simulator.close();
            }
            site = new Site(profile);
            SITES.put(profile, site);
        }
        return site;
    }

    @Provide
    Arbitrary<List<Happening>> sequences() {
        var kinds = Arbitraries.frequency(net.jqwik.api.Tuple.of(10, Kind.TURN), net.jqwik.api.Tuple.of(8, Kind.NODE_FAULT),
                net.jqwik.api.Tuple.of(3, Kind.HTTP_FAULT), net.jqwik.api.Tuple.of(4, Kind.CRASH), net.jqwik.api.Tuple.of(8, Kind.PASS),
                net.jqwik.api.Tuple.of(6, Kind.DELETE), net.jqwik.api.Tuple.of(2, Kind.REQUEST), net.jqwik.api.Tuple.of(1, Kind.FOREIGN),
                net.jqwik.api.Tuple.of(3, Kind.ASK_DURING_CALL), net.jqwik.api.Tuple.of(1, Kind.STOP),
                net.jqwik.api.Tuple.of(1, Kind.START), net.jqwik.api.Tuple.of(1, Kind.RESTART));
        return Combinators.combine(kinds, Arbitraries.integers().between(0, 9999)).as(Happening::new).list().ofMinSize(6).ofMaxSize(40);
    }

    enum Kind {
        REQUEST, FOREIGN, DELETE, STOP, START, RESTART, CRASH, PASS, TURN, NODE_FAULT, HTTP_FAULT, ASK_DURING_CALL
    }

    record Happening(Kind kind, int number) {
    }

    /** A simulator with fresh nodes. */
    private static final class Site {

        private final DbcSimulatorConfig config;
        private final DbcSimulator simulator;
        private int used;

        Site(io.trestle.simulators.dbc.Profile profile) {
            var nodes = new NodeSpec[NODES];
            for (int i = 0; i < NODES; i++) {
                nodes[i] = NodeSpec.rentedBy(node(i), Renters.LOCAL.address()).withCapacity(4, 32, 256, 3400);
            }
            config = DbcSimulatorConfig.defaults().withProfile(profile).withSpeed(1).withNodes(nodes);
            simulator = DbcSimulator.start(config);
        }

        String nextNode() {
            return node(used++);
        }

        private static String node(int number) {
            return String.format(Locale.ROOT, "%064x", 0xabc000L + number);
        }
    }
}
