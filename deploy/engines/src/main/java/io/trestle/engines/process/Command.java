package io.trestle.engines.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A short command of the operating system, run to its end. */
public record Command(List<String> line) {

    public record Output(int exitCode, String text) {

        public boolean succeeded() {
            return exitCode == 0;
        }
    }

    public static Command of(String... line) {
        return new Command(List.of(line));
    }

    /** This command behind another one that executes it, such as setpriv. */
    public Command behind(List<String> prefix) {
        List<String> prefixed = new ArrayList<>(prefix);
        prefixed.addAll(line);
        return new Command(prefixed);
    }

    /** Exit code and what was printed, standard error included. A command that does not exist has exit code 127, as in a shell. */
    public Output run() {
        try {
            var builder = new ProcessBuilder(line).redirectErrorStream(true);
            // messages are read by us
            builder.environment().put("LC_ALL", "C");
            Process process = builder.start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return new Output(process.waitFor(), text);
        } catch (IOException e) {
            return new Output(127, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineFailure("interrupted while running " + line.get(0), e);
        }
    }

    /** Runs it and fails unless it succeeds. */
    public void require() {
        Output output = run();
        if (!output.succeeded()) {
            throw new EngineFailure(String.join(" ", line) + " failed: " + output.text());
        }
    }
}
