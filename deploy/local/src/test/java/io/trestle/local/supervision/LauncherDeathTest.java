package io.trestle.local.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kill -9 of a launcher, which is a process of its own here. */
class LauncherDeathTest {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    @TempDir
    Path data;

    private final RecordedConsole console = new RecordedConsole();
    private Process launcher;
    private Map<String, RunRecord> records;

    @BeforeEach
    void killALauncher() throws IOException, InterruptedException {
        launcher = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx32m", "-cp",
                System.getProperty("java.class.path"), ToyLauncher.class.getName(), data.toString()).redirectErrorStream(true).start();
        try (BufferedReader output = launcher.inputReader()) {
            assertThat(output.readLine()).isEqualTo("UP");
        }
        records = RunRecord.readAll(data.resolve("run")).stream().collect(Collectors.toMap(RunRecord::name, Function.identity()));
        launcher.destroyForcibly().waitFor();
    }

    @AfterEach
    void stop() {
        launcher.destroyForcibly();
        Leftovers.stop(RunDirectory.in(data));
    }

    @Test
    void shouldLeaveNoOrphan_whenTheProcessIsTethered() {
        await().atMost(LIMIT).until(() -> !records.get(ToyLauncher.TETHERED).identity().isAlive());
    }

    @Test
    void shouldEndWhatIsLeft_whenTheStackIsStartedAgain() {
        try (var next = ToyLauncher.supervisor(data, console)) {
            assertThat(records.get(ToyLauncher.DEAF).identity().isAlive()).isTrue();

            next.makeRoom();

            assertThat(console.text()).contains("stopped what an earlier launcher left running: deaf");
            assertThat(records.values()).noneMatch(record -> record.identity().isAlive());

            next.startAll(program -> {
            });

            assertThat(List.of(next.pid(ToyLauncher.TETHERED), next.pid(ToyLauncher.DEAF))).allMatch(pid -> pid > 0);
        }
    }
}
