package io.trestle.dbc.vm;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.trestle.dbc.lifecycle.Lifecycle;
import io.trestle.dbc.lifecycle.Sight;
import io.trestle.dbc.lifecycle.Step;
import io.trestle.dbc.lifecycle.Step.Changed;
import io.trestle.dbc.lifecycle.Vm;
import io.trestle.dbc.queue.NodeQueue;

/** Carries out what the lifecycle says about one VM, step by step, until it rests. Each step is committed before the next one begins. */
@ApplicationScoped
class VmTurn {

    /** A creation with all that can go wrong has about eight; beyond, the other VMs of the node come first. */
    private static final int MOST_STEPS = 16;

    private final Lifecycle lifecycle;
    private final VmStore store;
    private final VmCalls calls;
    private final NodeQueue queue;
    private final RandomGenerator random;
    private final VmConfig config;
    private final Clock clock;

    VmTurn(VmStore store, VmCalls calls, NodeQueue queue, RandomGenerator random, VmConfig config, Clock clock) {
        this.lifecycle = new Lifecycle(config.pace());
        this.store = store;
        this.calls = calls;
        this.queue = queue;
        this.random = random;
        this.config = config;
        this.clock = clock;
    }

    /** Until when the VM may rest. */
    Uni<Duration> take(Round round, StoredVm stored) {
        return go(round, stored, new Sight.Unseen(), 0);
    }

    private Uni<Duration> go(Round round, StoredVm stored, Sight sight, int steps) {
        round.put(stored);
        if (steps == MOST_STEPS) {
            return Uni.createFrom().item(config.changing());
        }
        var vm = stored.vm();
        var step = lifecycle.next(vm, sight, clock.instant());
        if (step instanceof Step.Look) {
            return calls.look(round, vm).chain(seen -> go(round, stored, seen, steps + 1));
        }
        if (step instanceof Changed changed) {
            return store.change(round.lease(), vm.id(), stored.version(), same -> changed).chain(next -> go(round, next, sight, steps + 1));
        }
        if (step instanceof Step.ChoosePort) {
            return store.changeWith(Uni.createFrom().deferred(() -> queue.lockPorts(vm.nodeId())), round.lease(), vm.id(), stored.version(),
                    this::withOtherPort)
                    .chain(next -> go(round, next, sight, steps + 1));
        }
        if (step instanceof Step.Request request) {
            return carryOut(round, stored, request).chain(next -> go(round, next, new Sight.Unseen(), steps + 1));
        }
        if (step instanceof Step.Noted noted) {
            return store.change(round.lease(), vm.id(), stored.version(), same -> new Changed(noted.vm(), List.of()))
                    .invoke(round::put).replaceWith(noted.pause());
        }
        return Uni.createFrom().item(step instanceof Step.Rest rest ? rest.pause() : config.settled());
    }

    private Uni<StoredVm> carryOut(Round round, StoredVm stored, Step.Request request) {
        var id = stored.vm().id();
        return store
                .change(round.lease(), id, stored.version(), vm -> new Changed(lifecycle.before(vm, request, clock.instant()), List.of()))
                .chain(intent -> intent.version() != stored.version() + 1
                        // Something was asked for meanwhile: what to do is to be decided anew.
                        ? Uni.createFrom().item(intent)
                        : calls.carryOut(round, intent.vm(), request)
                                .chain(reply -> store.change(round.lease(), id, -1,
                                        vm -> lifecycle.after(vm, request, reply, clock.instant()))));
    }

    private Uni<Changed> withOtherPort(Vm vm) {
        return store.ofNode(vm.nodeId())
                .map(all -> new PortChoice(all.stream().map(StoredVm::vm).toList(), random, config).freeLoginPort())
                .map(port -> new Changed(vm.withSpec(vm.spec().withPorts(port, vm.spec().vncPort())), List.of()));
    }
}
