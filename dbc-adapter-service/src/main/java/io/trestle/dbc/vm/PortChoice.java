package io.trestle.dbc.vm;

import java.util.List;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

import io.trestle.dbc.lifecycle.Attempt;
import io.trestle.dbc.lifecycle.Vm;
import io.trestle.dbc.lifecycle.VmSpec;
import io.trestle.dbc.rules.PortPlan;
import io.trestle.dbc.rules.PortRule;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.ProblemException;

/** Ports of a node's host for a new VM: free ones where none were given, and no clash with those of the adapter's other VMs there. */
final class PortChoice {

    private static final int LOWEST_VNC_PORT = 5900;
    private static final int HIGHEST_VNC_PORT = 6000;
    private static final int TRIES = 200;

    private final PortPlan plan = new PortPlan();
    private final RandomGenerator random;
    private final VmConfig config;

    PortChoice(List<Vm> others, RandomGenerator random, VmConfig config) {
        this.random = random;
        this.config = config;
        others.forEach(this::take);
    }

    private void take(Vm vm) {
        vm.attempts().stream().map(Attempt::loginPort).forEach(port -> plan.take(port, vm.id()));
        plan.take(vm.spec().loginPort(), vm.id());
        plan.take(vm.spec().vncPort(), vm.id());
        vm.spec().customPorts().forEach(item -> PortRule.parse(item).forEach(rule -> plan.take(rule, vm.id())));
    }

    /** @throws ProblemException {@code PORT_TAKEN}, naming the port and the VM */
    VmSpec choose(VmSpec wanted) {
        for (var item : wanted.customPorts()) {
            PortRule.parse(item).forEach(rule -> refuseIfTaken(plan.take(rule, "custom_port"), "custom_port " + item));
        }
        if (wanted.loginPortGiven()) {
            refuseIfTaken(plan.take(wanted.loginPort(), "the login port"), "port " + wanted.loginPort());
        }
        if (wanted.vncPortGiven()) {
            refuseIfTaken(plan.take(wanted.vncPort(), "vnc_port"), "port " + wanted.vncPort());
        }
        return wanted.withPorts(wanted.loginPortGiven() ? wanted.loginPort() : freeLoginPort(),
                wanted.vncPortGiven() ? wanted.vncPort() : freeVncPort());
    }

    /** Random, so that it is nobody else's either: the node does not tell which are. */
    int freeLoginPort() {
        for (int i = 0; i < TRIES; i++) {
            var port = random.nextInt(config.lowestLoginPort(), config.highestLoginPort() + 1);
            if (plan.take(port, "the login port") == null) {
                return port;
            }
        }
        throw new ProblemException(ProblemType.PORT_TAKEN, "No login port is free on this node");
    }

    private int freeVncPort() {
        for (int port = LOWEST_VNC_PORT; port <= HIGHEST_VNC_PORT; port++) {
            if (plan.take(port, "vnc_port") == null) {
                return port;
            }
        }
        throw new ProblemException(ProblemType.PORT_TAKEN, "No VNC port of 5900 to 6000 is free on this node");
    }

    private static void refuseIfTaken(@Nullable String by, String what) {
        if (by != null) {
            throw new ProblemException(ProblemType.PORT_TAKEN, what + " is taken on this node by " + by).with("vm", by);
        }
    }
}
