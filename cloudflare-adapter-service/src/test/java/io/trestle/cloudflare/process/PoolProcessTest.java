package io.trestle.cloudflare.process;

import static io.trestle.cloudflare.TunnelCommandMother.provision;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Set;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.trestle.model.tunnel.ProvisionTunnel;
import io.trestle.model.tunnel.TunnelPooled;

/** The pool while the service is killed (SIGKILL) at every call that filling it makes, and then with two processes at once. */
class PoolProcessTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** More than all kills together can finish. */
    private static final int SIZE = 24;
    private static final int CALLS_OF_A_PROVISION = 4;

    private static Surroundings surroundings;
    private static CallGate calls;
    private static AdapterProcess process;
    private static AdapterProcess another;
    private static CommitGate database;

    @BeforeAll
    static void open() {
        surroundings = new Surroundings();
        calls = new CallGate(surroundings.simulator);
        calls.stopEveryAt(new CallGate.Stop(1, false));
        // Makes the tables, and comes no further.
        process = start();
        process.kill();
        database = new CommitGate(surroundings.environment);
    }

    @AfterAll
    static void close() {
        process.close();
        if (another != null) {
            another.close();
        }
        database.close();
        calls.close();
        surroundings.close();
    }

    private static AdapterProcess start() {
        return AdapterProcess.start(surroundings.configuration(calls, "trestle.cloudflare.pool.size", "" + SIZE,
                "trestle.cloudflare.tunnel.lease-for", "3s", "trestle.cloudflare.call-timeout", "5m")).awaitReady();
    }

    @Test
    void shouldHoldAsManyAsItShouldAndGiveEachOnce_howeverOftenItIsKilled() {
        for (var nth = 1; nth <= CALLS_OF_A_PROVISION; nth++) {
            killAt(new CallGate.Stop(nth, false));
            killAt(new CallGate.Stop(nth, true));
        }
        calls.open();
        process = start();
        another = start();

        var first = awaitFull();
        assertThat(surroundings.simulator.state().liveTunnels()).hasSize(SIZE);
        assertThat(surroundings.simulator.state().dnsRecords()).hasSize(SIZE);
        var commands = first.stream().map(model -> provision(model)).toArray(ProvisionTunnel[]::new);
        surroundings.topics.send(commands);
        for (var command : commands) {
            await().atMost(PATIENCE).until(() -> !surroundings.topics.answers(command).isEmpty());
            Saga.PROVISION.verify(command, surroundings.topics, surroundings.byHand);
        }

        var second = awaitFull();
        assertThat(second).doesNotContainAnyElementsOf(first);
        assertThat(surroundings.simulator.state().liveTunnels()).hasSize(2 * SIZE);
        assertThat(surroundings.simulator.state().dnsRecords()).hasSize(2 * SIZE);
        assertThat(surroundings.topics.pooled()).extracting(TunnelPooled::modelId).doesNotHaveDuplicates().containsAll(first)
                .containsAll(second);
    }

    /** What stopped there before is taken up too, and may be stopped again. */
    private static void killAt(CallGate.Stop stop) {
        calls.open();
        calls.stopEveryAt(stop);
        process = start();
        await().atMost(PATIENCE).until(calls::holdsAny);
        process.kill();
    }

    /** The ids that stand ready: all that nobody has. */
    private static Set<String> awaitFull() {
        await().atMost(PATIENCE).until(() -> database.number("SELECT count(*) FROM tunnel WHERE pooling = 'OFFERED'") == SIZE
                && database.isAnswered());
        var ready = database.strings("SELECT model_id FROM tunnel WHERE pooling = 'OFFERED' AND state = 'PROVISIONED'");
        assertThat(ready).hasSize(SIZE).allSatisfy(surroundings.byHand::assertStands);
        await().atMost(PATIENCE).until(() -> surroundings.topics.pooled().stream().map(TunnelPooled::modelId).toList().containsAll(ready));
        return ready;
    }
}
