package io.trestle.cloudflare.process;

import static io.trestle.cloudflare.TunnelCommandMother.modelId;
import static io.trestle.cloudflare.TunnelCommandMother.provision;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.trestle.cloudflare.TunnelCommandMother;
import io.trestle.model.tunnel.ProvisionTunnel;

/** Two processes of the service on one database, one broker and one Cloudflare account. */
class ReplicasProcessTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int CALLS_OF_A_PROVISION = 4;

    private static Surroundings surroundings;
    private static List<CallGate> gates;
    private static List<AdapterProcess> processes;
    private static CommitGate database;

    @BeforeAll
    static void open() {
        surroundings = new Surroundings();
        gates = List.of(new CallGate(surroundings.simulator), new CallGate(surroundings.simulator));
        // One after the other: the first one makes the tables.
        var first = start(gates.get(0)).awaitReady();
        processes = List.of(first, start(gates.get(1)).awaitReady());
        database = new CommitGate(surroundings.environment);
    }

    @AfterAll
    static void close() {
        processes.forEach(AdapterProcess::close);
        gates.forEach(CallGate::close);
        database.close();
        surroundings.close();
    }

    private static AdapterProcess start(CallGate gate) {
        return AdapterProcess.start(surroundings.configuration(gate,
                // Few at once, so that neither can take all.
                "trestle.cloudflare.tunnel.concurrency", "4", "trestle.cloudflare.tunnel.lease-for", "3s",
                "trestle.cloudflare.call-timeout", "5m", "quarkus.log.category.\"io.trestle.cloudflare\".level", "DEBUG"));
    }

    @Test
    void shouldDoEachModelOnceAndBothTakePart_whenThereIsMuchToDo() {
        var commands = Stream.generate(() -> provision(modelId())).limit(100).toArray(ProvisionTunnel[]::new);

        surroundings.topics.send(commands);

        for (var command : commands) {
            await().atMost(PATIENCE).until(() -> !surroundings.topics.answers(command).isEmpty());
            Saga.PROVISION.verify(command, surroundings.topics, surroundings.byHand);
            assertThat(gates).extracting(gate -> gate.calls(command.modelId())).as("calls of each replica")
                    .containsExactlyInAnyOrder(0, CALLS_OF_A_PROVISION);
        }
        assertThat(gates).allSatisfy(gate -> assertThat(Stream.of(commands)).anyMatch(command -> gate.calls(command.modelId()) > 0));
    }

    @Test
    void shouldWriteNothing_whenItsLeasePassedOnWhileItWasFrozen() {
        var command = provision(modelId());
        var model = command.modelId();
        gates.forEach(gate -> gate.stopAt(model, new CallGate.Stop(2, true)));

        surroundings.topics.send(command);
        await().atMost(PATIENCE).until(() -> gates.stream().anyMatch(gate -> gate.isHeld(model)));
        var one = gates.get(0).isHeld(model) ? 0 : 1;
        processes.get(one).freeze();
        gates.get(1 - one).pass(model);
        await().atMost(PATIENCE).until(() -> !surroundings.topics.answers(command).isEmpty());
        var steps = database.number("SELECT count(*) FROM tunnel_step WHERE model_id = '" + model + "'");

        // It goes on with what it was told before it was frozen.
        processes.get(one).thaw();
        gates.get(one).pass(model);

        await().atMost(PATIENCE)
                .until(() -> processes.get(one).log().contains("The lease on tunnel " + model + " has passed to another worker"));
        Saga.PROVISION.verify(command, surroundings.topics, surroundings.byHand);
        assertThat(database.number("SELECT count(*) FROM tunnel_step WHERE model_id = '" + model + "'")).isEqualTo(steps);
        var next = TunnelCommandMother.rotate(model);
        surroundings.topics.send(next);
        await().atMost(PATIENCE).until(() -> !surroundings.topics.answers(next).isEmpty());
        Saga.ROTATE.verify(next, surroundings.topics, surroundings.byHand);
    }
}
