package io.trestle.e2e.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.trestle.e2e.CloudflareControl;
import io.trestle.e2e.chaos.surface.Application;
import io.trestle.e2e.chaos.surface.Invariant;
import io.trestle.e2e.chaos.surface.Jobs;
import io.trestle.e2e.chaos.surface.Leftovers;
import io.trestle.e2e.chaos.surface.Patient;
import io.trestle.e2e.chaos.surface.Registrations;
import io.trestle.e2e.chaos.surface.Surface;
import io.trestle.e2e.chaos.surface.Tables;
import io.trestle.e2e.chaos.surface.TerminalEvents;
import io.trestle.e2e.chaos.surface.Topics;
import io.trestle.e2e.chaos.surface.Uploads;
import io.trestle.e2e.chaos.surface.Vms;
import io.trestle.e2e.chaos.surface.Wallets;
import io.trestle.e2e.chaos.surface.Worker;
import io.trestle.e2e.chaos.surface.WorkerPredictions;
import io.trestle.e2e.chaos.surface.WorkflowPredictions;
import io.trestle.local.PortOffsets;

/**
 * Clients use every surface while processes are killed and paused and lines fail. After each round every promise is looked up: what was
 * acknowledged is there, once, and has come to its end; nothing is there that nobody asked for; nothing is stuck.
 *
 * <p>{@code ./trestle test --chaos N} runs N rounds. {@code -Dtrestle.chaos.seed=N} repeats a sequence of faults, which every run prints.
 */
class ChaosTest {

    private static final int ROUNDS = Integer.getInteger("trestle.chaos.rounds", 1);
    private static final long SEED = Long.getLong("trestle.chaos.seed", 20261122);

    private final List<String> violations = new ArrayList<>();

    @Test
    void shouldKeepEveryPromise_whenProcessesAndLinesFailUnderLoad() throws Exception {
        var data = Files.createTempDirectory(Files.createDirectories(Path.of("target", "chaos")), "stack").toAbsolutePath();
        var client = new Patient();
        say("rounds: %d, seed %d; logs and data are in %s", ROUNDS, SEED, data);
        try (var worker = new Worker(client);
                var application = new Application();
                var stack = ChaosStack.start(data, PortOffsets.free(), worker.port());
                var topics = new Topics(stack.direct(ChaosStack.KAFKA).getAuthority());
                var tables = new Tables(data, stack.direct(ChaosStack.POSTGRES).getPort());
                var wallets = new Wallets(client, stack.door(ChaosStack.COMPUTE_GATEWAY), tables)) {
            var clientApi = stack.door(ChaosStack.CLIENT_API);
            var registrations = new Registrations(client, clientApi, tables, new CloudflareControl(stack.direct(ChaosStack.CLOUDFLARE)));
            var workflow = registrations.register(WorkflowPredictions.SIGNATURE);
            var model = registrations.register(WorkerPredictions.SIGNATURE);
            var vms = new Vms(client, stack.door(ChaosStack.DBC_ADAPTER), stack.direct("dbc-simulator"), tables);
            vms.introduce();
            var surfaces = List.<Surface>of(registrations, new WorkflowPredictions(client, clientApi, workflow, application, tables),
                    new WorkerPredictions(client, clientApi, model, worker, application, tables), new Uploads(client, clientApi, tables),
                    new Jobs(client, stack.door(ChaosStack.COMFY_BRIDGE), tables), vms, wallets);
            var invariants = new ArrayList<Invariant>(surfaces);
            invariants.addAll(List.of(new TerminalEvents(topics, tables), new Leftovers(tables), stack::unexpectedDeaths, stack::notReady,
                    stack::leakedConnections));

            var strikes = new Strikes(stack);
            var workload = new Workload(surfaces, client);
            rounds(new FaultPlan(SEED, stack.processes(), stack.lines()), strikes, workload, new Verdict(invariants), client);

            say("acknowledged: %s", workload.acknowledged());
            say("what clients met: %s; %d records came again with their id", client.troubles(), topics.repeated());
            say("faults: %d, rounds: %d; %s", strikes.counts().values().stream().mapToInt(Integer::intValue).sum(), ROUNDS,
                    strikes.counts());
            say("violations: %d", violations.size());
        }
        assertThat(violations).isEmpty();
    }

    private void rounds(FaultPlan plan, Strikes strikes, Workload workload, Verdict verdict, Patient client) throws InterruptedException {
        for (var round = 1; round <= ROUNDS; round++) {
            var begin = System.nanoTime();
            var faults = plan.next();
            workload.begin();
            strikes.carryOut(faults);
            var struck = System.nanoTime();
            violations(round, workload.finish());
            violations(round, verdict.settle());
            violations(round, client.bugs());
            say("round %d: %d s of faults, settled after %d s more; %s", round, Duration.ofNanos(struck - begin).toSeconds(),
                    Duration.ofNanos(System.nanoTime() - struck).toSeconds(), faults);
        }
    }

    private void violations(int round, List<String> found) {
        found.forEach(one -> say("VIOLATION in round %d: %s", round, one));
        violations.addAll(found);
    }

    /** Read by the script, which shows these lines. */
    private static void say(String text, Object... values) {
        System.out.println("chaos: " + String.format(java.util.Locale.ROOT, text, values));
    }
}
