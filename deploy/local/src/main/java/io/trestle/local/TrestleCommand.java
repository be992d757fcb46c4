package io.trestle.local;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import io.trestle.engines.process.EngineFailure;
import io.trestle.engines.process.EngineLog;
import io.trestle.local.demo.DemoJob;
import io.trestle.local.suite.CloudflareUpstream;
import io.trestle.local.suite.Programs;
import io.trestle.local.suite.Service;
import io.trestle.local.supervision.LauncherRecord;
import io.trestle.local.supervision.Leftovers;
import io.trestle.local.supervision.RunDirectory;
import io.trestle.local.supervision.RunRecord;
import io.trestle.local.supervision.StackFailure;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The commands of the {@code trestle} script that need more than a shell. */
@Command(name = "trestle")
public final class TrestleCommand {
    private static final int OK = 0;
    private static final int FAILED = 1;
    /** As service scripts say "not running" (LSB). */
    private static final int NOT_RUNNING = 3;

    @Option(names = "--installation", required = true, scope = CommandLine.ScopeType.INHERIT)
    Path installation = Path.of("");

    @Option(names = "--data", required = true, scope = CommandLine.ScopeType.INHERIT)
    Path data = Path.of("");

    @Option(names = "--port-offset", scope = CommandLine.ScopeType.INHERIT)
    int portOffset;

    @Option(names = "--fresh", scope = CommandLine.ScopeType.INHERIT)
    boolean fresh;

    /** The script, when it waits for us: we end with it. */
    @Option(names = "--parent", scope = CommandLine.ScopeType.INHERIT)
    long parent;

    @Option(names = "--detach", scope = CommandLine.ScopeType.INHERIT)
    boolean detach;

    // Logs and terminals are UTF-8 even where the locale of a container says nothing.
    private final PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

    public static void main(String[] args) {
        EngineLog.toStandardError();
        var command = new CommandLine(new TrestleCommand());
        command.setExecutionExceptionHandler((failure, line, parsed) -> {
            if (!(failure instanceof StackFailure) && !(failure instanceof EngineFailure)) {
                throw failure;
            }
            line.getErr().println(failure.getMessage());
            return FAILED;
        });
        System.exit(command.execute(args));
    }

    @Command(name = "up")
    int up() throws InterruptedException {
        var begin = System.nanoTime();
        var opened = StackData.open(config().data());
        if (opened.isEmpty()) {
            return alreadyRunning();
        }
        try (var stack = start(opened.get())) {
            line("Ready after " + seconds(begin) + " s.");
            firstJob(stack);
            Guide.of(stack).forEach(this::line);
            // the script waits for this line
            line(detach ? "Trestle runs in the background: ./trestle status, ./trestle down" : "Ctrl-C stops everything.");
            stack.speedUpNextStart();
            new CountDownLatch(1).await();
        }
        return OK;
    }

    @Command(name = "demo")
    int demo() {
        var opened = StackData.open(config().data());
        if (opened.isEmpty()) {
            var launcher = LauncherRecord.read(RunDirectory.in(config().data())).orElseThrow(() -> new StackFailure("A stack is starting"));
            var running = config().withPortOffset(launcher.port());
            demoJob(running).run();
            return OK;
        }
        try (var stack = start(opened.get())) {
            demoJob(stack.config()).run();
            line("Stopping what the demo started.");
        }
        return OK;
    }

    @Command(name = "down")
    int down() {
        var run = RunDirectory.in(config().data());
        var launcher = LauncherRecord.read(run);
        launcher.flatMap(record -> record.identity().handle()).ifPresent(process -> {
            process.destroy();
            if (!Leftovers.awaitEnd(process.onExit(), Leftovers.GRACE.multipliedBy(3))) {
                process.destroyForcibly();
            }
        });
        var stopped = Leftovers.stop(run);
        if (launcher.isEmpty() && stopped.isEmpty()) {
            line("Nothing is running.");
        } else {
            line("Stopped" + (stopped.isEmpty() ? "." : ", with what had lost its launcher: " + String.join(", ", stopped)));
        }
        return OK;
    }

    @Command(name = "status")
    int status() {
        var run = RunDirectory.in(config().data());
        if (RunRecord.readAll(run.directory()).isEmpty()) {
            line("Not running. Start it with: ./trestle up");
            return NOT_RUNNING;
        }
        var offset = LauncherRecord.read(run).map(RunRecord::port).orElse(0);
        var table = StatusTable.of(run, offset, System.currentTimeMillis());
        table.lines().forEach(this::line);
        return table.healthy() ? OK : FAILED;
    }

    private int alreadyRunning() {
        if (fresh) {
            throw new StackFailure("The stack is running, so --fresh cannot empty its data. Stop it first: ./trestle down");
        }
        line("The stack is running already (./trestle status shows it, ./trestle down stops it).");
        return OK;
    }

    private LocalStack start(StackData opened) {
        if (fresh) {
            opened.empty();
        }
        endWithParent();
        line("Starting Trestle on " + config().data());
        return LocalStack.start(config(), opened);
    }

    private void firstJob(LocalStack stack) {
        if (!stack.cloudflare().simulated()) {
            line("The first job is left out, since it would make a tunnel at the real Cloudflare. ./trestle demo runs it.");
            return;
        }
        try {
            demoJob(stack.config()).run();
        } catch (StackFailure e) {
            line("The first job failed: " + e.getMessage() + "\nThe stack stays up. Logs: " + stack.config().data().resolve("logs"));
        }
    }

    private DemoJob demoJob(LocalStackConfig of) {
        return new DemoJob(Programs.address(of, Service.CLIENT_API), CloudflareUpstream.of(of), of.console());
    }

    private LocalStackConfig config() {
        return LocalStackConfig.of(installation, data).withPortOffset(portOffset).withConsole(this::line);
    }

    private void endWithParent() {
        ProcessHandle.of(parent).filter(script -> parent > 0).ifPresent(script -> script.onExit().thenRun(() -> System.exit(FAILED)));
    }

    private void line(String text) {
        out.println(text);
    }

    private static double seconds(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin).toMillis() / 100 / 10.0;
    }
}
