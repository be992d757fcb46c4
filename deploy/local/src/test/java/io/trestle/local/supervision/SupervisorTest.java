package io.trestle.local.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String TOY = "toy";

    @TempDir
    Path data;

    private final RecordedConsole console = new RecordedConsole();
    private final List<Supervisor> opened = new ArrayList<>();

    @AfterEach
    void stop() {
        opened.forEach(Supervisor::close);
    }

    @Nested
    class Start {

        @Test
        void shouldBringEachTierAfterTheOneBefore_whenItNeedsSomethingOfIt() {
            var order = Collections.synchronizedList(new ArrayList<String>());
            var supervisor = supervisor(true, Toy.idle("service", Tier.SERVICE), Toy.idle("engine", Tier.ENGINE));

            supervisor.startAll(program -> order.add(program.name()));

            assertThat(order).containsExactly("engine", "service");
            assertThat(console.text()).contains("✓ engine").contains("✓ service");
            assertThat(records()).allMatch(record -> record.state() == RunRecord.State.READY && record.identity().isAlive());
        }

        @Test
        void shouldStopEverything_whenOneDiesInItsFirstStart() {
            var supervisor = supervisor(true, Toy.idle("engine", Tier.ENGINE),
                    Toy.shell("unlucky", Tier.SERVICE, "echo the reason why; exit 7"));
            var engines = new ArrayList<Long>();

            assertThatThrownBy(() -> supervisor.startAll(program -> engines.add(supervisor.pid(program.name()))))
                    .isInstanceOf(StackFailure.class).hasMessageContaining("unlucky ended: exit status 7")
                    .hasMessageContaining("| the reason why").hasMessageContaining(supervisor.log("unlucky").toString());

            assertThat(engines).hasSize(1).allMatch(pid -> ProcessIdentity.of(pid).isEmpty());
            assertThat(records()).isEmpty();
        }

        @Test
        void shouldNotBeginTheNextTier_whenAnEngineDies() {
            var supervisor = supervisor(true, Toy.shell("engine", Tier.ENGINE, "exit 1"), Toy.idle("service", Tier.SERVICE));

            assertThatThrownBy(() -> supervisor.startAll(program -> {
            })).isInstanceOf(StackFailure.class).hasMessageContaining("engine ended: exit status 1");

            assertThat(supervisor.log("service")).doesNotExist();
        }

        @Test
        void shouldSayWhatIsMissing_whenTheProgramDoesNotExist() {
            var program = new Program(TOY, Tier.SERVICE, List.of(data.resolve("no-such-program").toString()), java.util.Map.of(), List.of(),
                    java.net.URI.create("toy:" + TOY), Readiness.line());
            var supervisor = supervisor(true, program);

            assertThatThrownBy(() -> supervisor.startAll(ready -> {
            })).isInstanceOf(StackFailure.class);

            assertThat(console.text()).contains("toy cannot be started").contains("no-such-program");
        }

        @Test
        void shouldNamePortAndProcess_whenAPortIsTaken() throws IOException {
            try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                var supervisor = supervisor(true, Toy.listening(TOY, taken.getLocalPort()));

                assertThatThrownBy(supervisor::makeRoom).isInstanceOf(StackFailure.class)
                        .hasMessageContaining(
                                "port " + taken.getLocalPort() + " (toy) is used by java (pid " + ProcessHandle.current().pid()
                                        + ")")
                        .hasMessageContaining("--port-offset");
            }
        }

        @Test
        void shouldBeContent_whenItsPortIsFree() throws IOException {
            int port;
            try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }

            supervisor(true, Toy.listening(TOY, port)).makeRoom();

            assertThat(console.text()).isEmpty();
        }
    }

    @Nested
    class Death {

        @Test
        void shouldReportAndStartAgain_whenSomebodyKillsIt() {
            var supervisor = started(true, Toy.idle(TOY, Tier.SERVICE));
            var first = supervisor.pid(TOY);

            ProcessHandle.of(first).orElseThrow().destroyForcibly();

            await().atMost(LIMIT).untilAsserted(() -> assertThat(record()).satisfies(record -> {
                assertThat(record.state()).isEqualTo(RunRecord.State.READY);
                assertThat(record.restarts()).isEqualTo(1);
                assertThat(record.pid()).isNotEqualTo(first);
            }));
            assertThat(console.text()).contains("toy ended: killed by signal 9").contains("| started").contains("It is started again.");
        }

        @Test
        void shouldBeReadyAgain_whenWeKillItAndWait() {
            var supervisor = started(true, Toy.idle(TOY, Tier.SERVICE));
            var first = supervisor.pid(TOY);

            supervisor.kill(TOY);
            supervisor.awaitReady(TOY);

            assertThat(supervisor.pid(TOY)).isNotIn(0L, first);
        }

        @Test
        void shouldStayDown_whenRestartsAreOff() {
            var supervisor = started(false, Toy.idle(TOY, Tier.SERVICE));

            supervisor.kill(TOY);

            assertThat(supervisor.pid(TOY)).isZero();
            assertThat(record().state()).isEqualTo(RunRecord.State.STOPPED);
            assertThatThrownBy(() -> supervisor.awaitReady(TOY)).isInstanceOf(StackFailure.class)
                    .hasMessageContaining("killed by signal 9");
            supervisor.start(TOY);
            supervisor.awaitReady(TOY);
            assertThat(supervisor.pid(TOY)).isPositive();
        }
    }

    @Nested
    class StopAndStart {

        @Test
        void shouldHaveOneSupervisingThread_whenStoppedAndStartedTimeAndAgain() {
            var supervisor = started(true, Toy.idle(TOY, Tier.SERVICE));

            for (int i = 0; i < 5; i++) {
                supervisor.stop(TOY);
                assertThat(supervisor.pid(TOY)).isZero();
                supervisor.start(TOY);
                supervisor.awaitReady(TOY);
            }

            await().atMost(LIMIT).until(SupervisorTest::supervisingThreads, threads -> threads == 1);
            assertThat(starts(supervisor)).isEqualTo(6);
        }

        @Test
        void shouldHaveOneProcess_whenStoppedAndStartedWhileItWaitsForItsNextStart() {
            var supervisor = started(true, Toy.idle(TOY, Tier.SERVICE));

            supervisor.kill(TOY);
            supervisor.stop(TOY);
            supervisor.start(TOY);
            supervisor.start(TOY);
            supervisor.awaitReady(TOY);

            await().atMost(LIMIT).until(SupervisorTest::supervisingThreads, threads -> threads == 1);
            assertThat(starts(supervisor)).isEqualTo(2);
        }

        @Test
        void shouldHaveNoThreadAndNoRecord_whenStopped() {
            var supervisor = started(true, Toy.idle(TOY, Tier.SERVICE));

            supervisor.stop(TOY);

            assertThat(records()).isEmpty();
            await().atMost(LIMIT).until(SupervisorTest::supervisingThreads, threads -> threads == 0);
        }

        @Test
        void shouldStopAPausedProcess_whenItIsHeldBySigstop() {
            var supervisor = started(true, Toy.idle(TOY, Tier.SERVICE));
            var identity = record().identity();

            supervisor.signal("STOP", TOY);
            supervisor.stop(TOY);

            assertThat(identity.isAlive()).isFalse();
            assertThat(console.text()).doesNotContain("did not stop");
        }

        @Test
        void shouldKillWithAllThatItStarted_whenItIgnoresTheSignal() {
            var stubborn = Toy.shell(TOY, Tier.SERVICE, "trap '' TERM; sleep 600 & echo READY; wait; wait");
            var process = new SupervisedProcess(stubborn, RunDirectory.in(data), true, console);
            process.start();
            process.awaitReady(LIMIT);
            var tree = ProcessHandle.of(process.pid()).orElseThrow().descendants().toList();

            process.stop(Duration.ofMillis(200));

            assertThat(console.text()).contains("toy did not stop within 0 s: killed");
            assertThat(tree).hasSize(1);
            await().atMost(LIMIT)
                    .until(() -> process.pid() == 0 && tree.stream().noneMatch(one -> ProcessIdentity.of(one.pid()).isPresent()));
        }

        @Test
        void shouldNameTheProcessesThatThereAre_whenTheNameIsWrong() {
            var supervisor = supervisor(true, Toy.idle(TOY, Tier.SERVICE));

            assertThatThrownBy(() -> supervisor.stop("tou")).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("there are toy");
        }
    }

    private Supervisor started(boolean restartDead, Program... programs) {
        var supervisor = supervisor(restartDead, programs);
        supervisor.startAll(program -> {
        });
        return supervisor;
    }

    private Supervisor supervisor(boolean restartDead, Program... programs) {
        var supervisor = new Supervisor(List.of(programs), RunDirectory.in(data), restartDead, console);
        opened.add(supervisor);
        return supervisor;
    }

    private RunRecord record() {
        return records().stream().filter(record -> record.name().equals(TOY)).findFirst().orElseThrow();
    }

    private List<RunRecord> records() {
        return RunRecord.readAll(data.resolve("run"));
    }

    private static long supervisingThreads() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().equals("supervise " + TOY)).count();
    }

    private static long starts(Supervisor supervisor) {
        try (var lines = Files.lines(supervisor.log(TOY))) {
            return lines.filter("started"::equals).count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
