package io.trestle.local.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoversTest {
    @TempDir
    Path data;

    private RunDirectory run;
    private Process process;

    @BeforeEach
    void start() throws IOException {
        run = RunDirectory.in(data);
        process = new ProcessBuilder("sleep", "600").start();
    }

    @AfterEach
    void stop() {
        process.destroyForcibly();
    }

    @Test
    void shouldEndTheProcess_whenItIsTheRecordedOne() throws InterruptedException {
        record(ProcessIdentity.of(process.pid()).orElseThrow().start());

        assertThat(Leftovers.stop(run)).containsExactly("toy");

        assertThat(process.waitFor()).isNotZero();
        assertThat(RunRecord.readAll(run.directory())).isEmpty();
    }

    @Test
    void shouldLeaveTheProcessAlone_whenItGotTheNumberLater() {
        record("an earlier boot/1");

        assertThat(Leftovers.stop(run)).isEmpty();

        assertThat(process.isAlive()).isTrue();
        assertThat(RunRecord.readAll(run.directory())).isEmpty();
    }

    @Test
    void shouldLeaveTheProcessAlone_whenTheRecordCannotBeRead() throws IOException {
        Files.writeString(run.directory().resolve("toy.json"), "{\"name\":\"toy\",\"pid\":" + process.pid());

        assertThat(Leftovers.stop(run)).isEmpty();

        assertThat(process.isAlive()).isTrue();
    }

    private void record(String start) {
        new RunRecord("toy", Tier.SERVICE, process.pid(), start, 0, RunRecord.State.READY, 0, 0).writeTo(run.directory());
    }
}
