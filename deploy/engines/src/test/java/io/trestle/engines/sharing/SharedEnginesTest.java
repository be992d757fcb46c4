package io.trestle.engines.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import io.trestle.engines.TestJvm;
import io.trestle.engines.process.EnginesHome;
import io.trestle.engines.process.Signals;
import io.trestle.engines.process.ThrowAwayDirectory;

/** Test JVMs in a checkout of their own, whose engines linger for a second. */
class SharedEnginesTest {

    static final Duration SOON = Duration.ofSeconds(30);

    ThrowAwayDirectory checkout;
    Path home;

    @BeforeEach
    void createCheckout() throws IOException {
        checkout = ThrowAwayDirectory.create();
        home = Files.createDirectories(checkout.path().resolve(".trestle/engines"));
        // unpacked already
        Files.createSymbolicLink(home.resolve("postgresql-18.6.0"), EnginesHome.directory().resolve("postgresql-18.6.0"));
    }

    @AfterEach
    void removeCheckout() {
        Signals.killAndAwait(processesOfCheckout());
        checkout.close();
    }

    @Nested
    class Lease {

        @Test
        void shouldBeOfTheSameEngines_whenTwoJvmsStartAtOnce() throws Exception {
            try (TestJvm one = startJvm(); TestJvm other = startJvm()) {
                // then
                String engines = one.awaitReady();
                assertThat(other.awaitReady()).isEqualTo(engines);
                // and they stay while one JVM is left
                one.kill();
                try (TestJvm late = startJvm()) {
                    assertThat(late.awaitReady()).isEqualTo(engines);
                    late.kill();
                }
                other.kill();
            }
            // and go by themselves afterwards, with their data, although nobody said good-bye
            await().atMost(SOON).untilAsserted(() -> assertThat(processesOfCheckout()).isEmpty());
            assertThat(home.resolve("shared/state.properties")).doesNotExist();
            assertThat(dataDirectories()).isEmpty();
        }

        @Test
        void shouldBeOfNewEngines_whenOldOnesWereKilled() throws Exception {
            try (TestJvm first = startJvm()) {
                // given
                String killed = first.awaitReady();
                Signals.killAndAwait(processesOfCheckout().filter(process -> process.pid() != first.process().pid()));
                assertThat(home.resolve("shared/state.properties")).exists();
                List<Path> left = dataDirectories();
                assertThat(left).hasSize(1);
                // when
                try (TestJvm second = startJvm()) {
                    // then
                    assertThat(second.awaitReady()).isNotEqualTo(killed);
                    assertThat(dataDirectories()).hasSize(1).doesNotContainAnyElementsOf(left);
                }
            }
        }
    }

    TestJvm startJvm() throws IOException {
        return TestJvm.start(List.of(), System.getProperty("java.class.path"),
                List.of("-Dtrestle.root=" + checkout.path(), "-D" + BackgroundEngines.LINGER_PROPERTY + "=PT1S"), LeaseMain.class);
    }

    List<Path> dataDirectories() throws IOException {
        try (Stream<Path> entries = Files.list(home)) {
            return entries.filter(Files::isDirectory).filter(entry -> entry.getFileName().toString().startsWith("run-")).toList();
        }
    }

    Stream<ProcessHandle> processesOfCheckout() {
        return ProcessHandle.allProcesses().filter(ProcessHandle::isAlive)
                .filter(process -> process.info().commandLine().filter(line -> line.contains(checkout.path().toString())).isPresent());
    }
}
