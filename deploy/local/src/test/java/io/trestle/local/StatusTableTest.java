package io.trestle.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import io.trestle.local.suite.Service;
import io.trestle.local.supervision.Console;
import io.trestle.local.supervision.LauncherRecord;
import io.trestle.local.supervision.Program;
import io.trestle.local.supervision.Readiness;
import io.trestle.local.supervision.RunDirectory;
import io.trestle.local.supervision.RunRecord;
import io.trestle.local.supervision.Supervisor;
import io.trestle.local.supervision.Tier;

class StatusTableTest {
    private static final int OFFSET = 3000;
    private static final long MINUTE = 60_000;

    @TempDir
    Path data;

    private RunDirectory run;
    private Supervisor supervisor;

    @BeforeEach
    void start() {
        run = RunDirectory.in(data);
        supervisor = new Supervisor(List.of(idle("engine", Tier.ENGINE, 15432), idle("service", Tier.SERVICE, 8080)), run, false,
                Console.silent());
        supervisor.startAll(program -> {
        });
        LauncherRecord.write(run, RunRecord.State.READY, OFFSET);
    }

    @AfterEach
    void stop() {
        supervisor.close();
    }

    @Test
    void shouldListEveryProcessWithStatePortMemoryAndUptime_whenAllIsWell() {
        var result = StatusTable.of(run, OFFSET, System.currentTimeMillis() + 61 * MINUTE);

        assertThat(result.healthy()).isTrue();
        assertThat(result.lines()).hasSize(5);
        assertThat(result.lines().get(0)).matches("NAME +PID +PORT +STATE +RSS MiB +UPTIME");
        assertThat(result.lines().get(1)).matches("launcher +" + ProcessHandle.current().pid() + " +- +ready +\\d+ +1 h 1 min");
        assertThat(result.lines().get(2)).matches("engine +" + supervisor.pid("engine") + " +15432 +ready +\\d+ +1 h 1 min");
        assertThat(result.lines().get(3)).matches("service +" + supervisor.pid("service") + " +8080 +ready +\\d+ +1 h 1 min");
        assertThat(result.lines().get(4)).matches("total +\\d+ *");
    }

    @Test
    void shouldSayDead_whenAProcessWasKilled() {
        supervisor.kill("service");

        var result = StatusTable.of(run, OFFSET, System.currentTimeMillis());

        assertThat(result.healthy()).isFalse();
        assertThat(result.lines().get(3)).matches("service +- +8080 +dead +- +-");
    }

    @Test
    @EnabledOnOs(OS.LINUX) // elsewhere the system does not tell
    void shouldSayPaused_whenAProcessIsHeld() {
        supervisor.signal("STOP", "service");

        var result = StatusTable.of(run, OFFSET, System.currentTimeMillis());

        assertThat(result.healthy()).isFalse();
        assertThat(result.lines().get(3)).contains("paused");
    }

    @Test
    void shouldSayNotReady_whenAServiceDoesNotAnswer() throws IOException {
        var self = LauncherRecord.read(run).orElseThrow();
        new RunRecord("client-api-service", Tier.SERVICE, self.pid(), self.start(), 8080, RunRecord.State.READY, 0, 0)
                .writeTo(run.directory());
        int unused;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            unused = socket.getLocalPort();
        }

        var result = StatusTable.of(run, unused - Service.CLIENT_API.managementPort(), System.currentTimeMillis());

        assertThat(result.lines()).anySatisfy(line -> assertThat(line).contains("client-api-service").contains("not ready"));
    }

    private static Program idle(String name, Tier tier, int port) {
        return new Program(name, tier, List.of("sh", "-c", "echo READY; exec sleep 600"), Map.of(), List.of(port),
                URI.create("http://127.0.0.1:" + port), Readiness.line());
    }
}
