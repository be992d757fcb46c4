package io.trestle.cloudflare.process;

import static io.trestle.cloudflare.TunnelCommandMother.modelId;
import static io.trestle.cloudflare.TunnelCommandMother.provision;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.trestle.cloudflare.process.CommitGate.Kind;
import io.trestle.model.tunnel.TunnelCommand;

/**
 * The service is killed (SIGKILL) after every single external call and every commit of each saga, before it can hear of it: an ordinary run
 * counts them, then there is a model for each place where a saga can stop, all of them are brought to their places, and the process is killed
 * under them. However it went: one tunnel, one record, one terminal event for each, and nothing foreign was touched.
 *
 * <p>{@code -Dtrestle.chaos.rounds=N} kills the recovery too, N - 1 times, at calls drawn by lot.
 */
class SagaCrashProcessTest {

    private static final int ROUNDS = Integer.getInteger("trestle.chaos.rounds", 1);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static Surroundings surroundings;
    private static CallGate calls;
    private static CommitGate commits;
    private static AdapterProcess process;
    private final Random dice = new Random(20261122);

    /** Where a model's saga stops: at a call, or at a commit. */
    private sealed interface Place {

        record AtCall(CallGate.Stop stop) implements Place {
        }

        record AtCommit(CommitGate.Stop stop) implements Place {
            /** Others wait behind it: the consumer takes one command after the other, the relay publishes what waits at once. */
            boolean holdsOthersUp() {
                return stop.kind() == Kind.PUBLICATION || stop.kind() == Kind.WORK && stop.nth() == 1;
            }
        }
    }

    @BeforeAll
    static void open() {
        surroundings = new Surroundings();
        calls = new CallGate(surroundings.simulator);
        process = start();
        commits = new CommitGate(surroundings.environment);
    }

    @AfterAll
    static void close() {
        process.close();
        commits.close();
        calls.close();
        surroundings.close();
    }

    private static AdapterProcess start() {
        return AdapterProcess.start(surroundings.configuration(calls,
                // A member that comes back under its name gets its partitions at once.
                "mp.messaging.incoming.tunnel-commands.group.instance.id", "adapter",
                // What is held must not be given up, and not hold up the others.
                "trestle.cloudflare.call-timeout", "5m", "trestle.cloudflare.tunnel.lease-for", "5m",
                "trestle.cloudflare.connections", "64", "trestle.cloudflare.tunnel.concurrency", "64",
                "quarkus.datasource.reactive.max-size", "40")).awaitReady();
    }

    @ParameterizedTest
    @EnumSource
    void shouldEndInOneOfEach_whenTheProcessIsKilledAtAnyPlace(Saga saga) {
        var foreign = plantForeign();
        var places = places(saga);
        var first = places.stream().filter(SagaCrashProcessTest::isInFirstWave).toList();
        var second = places.stream().filter(place -> !isInFirstWave(place)).toList();

        kill(saga, first);
        kill(saga, second);

        System.out.printf("%s: killed at %d places%n", saga, places.size());
        assertThat(places).as("places where a saga can stop").hasSizeGreaterThanOrEqualTo(12);
        assertThat(foreign()).as("what is not ours").containsAll(foreign);
    }

    /** Counts the calls and commits of an ordinary run. */
    private List<Place> places(Saga saga) {
        var model = prepared(saga);
        commits.watch(model);
        var command = saga.command(model);
        surroundings.topics.send(command);
        awaitEnd(Set.of(command), saga);
        var places = new ArrayList<Place>();
        for (var nth = 1; nth <= calls.calls(model); nth++) {
            places.add(new Place.AtCall(new CallGate.Stop(nth, false)));
            places.add(new Place.AtCall(new CallGate.Stop(nth, true)));
        }
        for (var kind : Kind.values()) {
            assertThat(commits.commits(model, kind)).as(saga + ": commits of " + kind).isPositive();
            for (var nth = 1; nth <= commits.commits(model, kind); nth++) {
                places.add(new Place.AtCommit(new CommitGate.Stop(kind, nth, false)));
                places.add(new Place.AtCommit(new CommitGate.Stop(kind, nth, true)));
            }
        }
        System.out.printf("%s: %d calls, %s commits%n", saga, calls.calls(model), List.of(Kind.values()).stream()
                .map(kind -> commits.commits(model, kind) + " " + kind).collect(Collectors.joining(", ")));
        calls.open();
        return places;
    }

    /** Of what holds others up there can be one each in a wave. */
    private static boolean isInFirstWave(Place place) {
        return !(place instanceof Place.AtCommit commit) || commit.holdsOthersUp() && !commit.stop().letThrough();
    }

    private void kill(Saga saga, List<Place> places) {
        var commands = new LinkedHashMap<TunnelCommand, Place>();
        places.forEach(place -> commands.put(saga.command(prepared(saga)), place));
        await().atMost(PATIENCE).until(commits::isQuiet);
        commands.forEach((command, place) -> {
            if (place instanceof Place.AtCall call) {
                calls.stopAt(command.modelId(), call.stop());
            } else if (place instanceof Place.AtCommit commit) {
                commits.stopAt(command.modelId(), commit.stop());
            }
        });

        send(commands, false);
        send(commands, true);
        restart();

        for (var round = 1; round < ROUNDS; round++) {
            commands.keySet()
                    .forEach(command -> calls.stopAt(command.modelId(), new CallGate.Stop(1 + dice.nextInt(4), dice.nextBoolean())));
            commits.endLeases();
            await().atMost(PATIENCE).until(() -> commands.keySet().stream()
                    .allMatch(command -> calls.isHeld(command.modelId()) || !surroundings.topics.answers(command).isEmpty()));
            restart();
        }
        commits.endLeases();
        awaitEnd(commands.keySet(), saga);
    }

    private void send(Map<TunnelCommand, Place> commands, boolean holdingUp) {
        var some = commands.entrySet().stream()
                .filter(entry -> holdingUp == (entry.getValue() instanceof Place.AtCommit commit && commit.holdsOthersUp()))
                // The relay is held by the end of a saga, which nothing must come behind.
                .sorted((one, other) -> Boolean.compare(isIntake(one.getValue()), isIntake(other.getValue())))
                .toList();
        for (var entry : some) {
            surroundings.topics.send(entry.getKey());
            if (holdingUp) {
                awaitHeld(Set.of(entry.getKey().modelId()));
            }
        }
        awaitHeld(some.stream().map(entry -> entry.getKey().modelId()).collect(Collectors.toSet()));
    }

    private static boolean isIntake(Place place) {
        return place instanceof Place.AtCommit commit && commit.stop().kind() == Kind.WORK;
    }

    private static void awaitHeld(Set<String> models) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            var held = commits.held();
            assertThat(models).allMatch(model -> calls.isHeld(model) || held.contains(model));
        });
    }

    private static void restart() {
        process.kill();
        calls.open();
        commits.open();
        process = start();
    }

    private static void awaitEnd(Set<TunnelCommand> commands, Saga saga) {
        commands.forEach(command -> await().atMost(PATIENCE).until(() -> !surroundings.topics.answers(command).isEmpty()));
        await().atMost(PATIENCE).until(commits::isQuiet);
        commands.forEach(command -> saga.verify(command, surroundings.topics, surroundings.byHand));
    }

    private static String prepared(Saga saga) {
        var model = modelId();
        if (saga.needsTunnel()) {
            var before = provision(model);
            surroundings.topics.send(before);
            Saga.PROVISION.verify(before, surroundings.topics, surroundings.byHand);
            await().atMost(PATIENCE).until(commits::isQuiet);
            calls.open();
        }
        saga.prepare(model, surroundings.byHand);
        return model;
    }

    /** Tunnels and records that other people have, close to ours by name. */
    private static Set<String> plantForeign() {
        var model = modelId();
        var tunnel = surroundings.byHand.createTunnel(model + "-b");
        surroundings.byHand.createRecord("CNAME", model + "-b", tunnel + ".cfargotunnel.com");
        surroundings.byHand.createRecord("A", model + "-c", "192.0.2.2");
        return foreign().stream().filter(one -> one.contains(model)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> foreign() {
        var all = new TreeSet<String>();
        surroundings.simulator.state().liveTunnels()
                .forEach(tunnel -> all.add(tunnel.name() + " " + tunnel.id() + " " + tunnel.secret().base64()));
        surroundings.simulator.state().dnsRecords()
                .forEach(record -> all.add(record.name() + " " + record.id() + " " + record.content() + " " + record.comment()));
        return all;
    }
}
