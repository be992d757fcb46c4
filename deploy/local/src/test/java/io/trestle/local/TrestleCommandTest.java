package io.trestle.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher as the script starts it: a process, its output and its exit status. */
class TrestleCommandTest {
    @TempDir
    Path temporary;

    private record Result(int exit, String output) {
    }

    @Test
    void shouldRefuseAndTouchNothing_whenFreshIsAskedForADirectoryOfSomebodyElse() throws Exception {
        var theirs = Files.writeString(Files.createDirectories(temporary.resolve("home/logs")).resolve("letter.txt"), "precious");

        var result = run("up", "--fresh", "--data", temporary.resolve("home").toString());

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.output()).contains("files that Trestle did not write");
        assertThat(theirs).hasContent("precious");
    }

    @Test
    void shouldRefuseToEmptyTheData_whenAStackRunsOnIt() throws Exception {
        var data = temporary.resolve("data");
        try (var open = StackData.open(data).orElseThrow()) {
            assertThat(open).isNotNull();
            assertThat(run("up", "--fresh", "--data", data.toString())).satisfies(result -> {
                assertThat(result.exit()).isEqualTo(1);
                assertThat(result.output()).contains("--fresh cannot empty its data").contains("./trestle down");
            });
            assertThat(run("up", "--data", data.toString())).satisfies(result -> {
                assertThat(result.exit()).isZero();
                assertThat(result.output()).contains("running already");
            });
        }
    }

    @Test
    void shouldSayWhatIsNotBuilt_whenAServiceIsMissing() throws Exception {
        var result = run("up", "--data", temporary.resolve("data").toString());

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.output()).contains("client-api-service is not built").doesNotContain("Exception");
    }

    @Test
    void shouldSayNotRunning_whenThereIsNothingToShow() throws Exception {
        assertThat(run("status", "--data", temporary.resolve("data").toString())).satisfies(result -> {
            assertThat(result.exit()).isEqualTo(3);
            assertThat(result.output()).contains("Not running");
        });
        assertThat(run("down", "--data", temporary.resolve("data").toString())).satisfies(result -> {
            assertThat(result.exit()).isZero();
            assertThat(result.output()).contains("Nothing is running");
        });
    }

    private Result run(String command, String... options) throws IOException, InterruptedException {
        var line = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx40m", "-cp",
                System.getProperty("java.class.path"), TrestleCommand.class.getName(), command, "--installation",
                temporary.resolve("installation").toString()));
        line.addAll(List.of(options));
        var process = new ProcessBuilder(line).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }
}
