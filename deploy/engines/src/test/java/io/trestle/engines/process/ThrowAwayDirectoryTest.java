package io.trestle.engines.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.trestle.engines.TestJvm;

class ThrowAwayDirectoryTest {

    @Test
    void shouldBeGone_whenClosed() throws Exception {
        ThrowAwayDirectory directory = ThrowAwayDirectory.create();
        Files.writeString(directory.path().resolve("file"), "text");
        directory.close();
        assertThat(directory.path()).doesNotExist();
    }

    @Test
    void shouldGoWithItsFrozenProcesses_whenOwnerWasKilledAndNextIsCreated(@TempDir Path checkout) throws Exception {
        List<String> inCheckout = List.of("-Dtrestle.root=" + checkout);
        try (TestJvm owner = TestJvm.start(List.of(), System.getProperty("java.class.path"), inCheckout, Owner.class)) {
            // given: an owner, killed, and its child, frozen
            Path abandoned = Path.of(owner.nextLine());
            ProcessHandle child = ProcessHandle.of(Long.parseLong(owner.nextLine())).orElseThrow();
            Signals.send("STOP", Stream.of(child));
            owner.kill();
            // when
            try (TestJvm next = TestJvm.start(List.of(), System.getProperty("java.class.path"), inCheckout, Owner.class)) {
                Path directory = Path.of(next.nextLine());
                // then
                assertThat(abandoned).doesNotExist();
                assertThat(child.isAlive()).isFalse();
                assertThat(directory).isDirectory();
                ProcessHandle.of(Long.parseLong(next.nextLine())).orElseThrow().destroyForcibly();
            }
        }
    }

    static final class Owner {

        public static void main(String[] arguments) throws Exception {
            Path path = ThrowAwayDirectory.create().path();
            System.out.println(path);
            System.out.println(new ProcessBuilder("sh", "-c", "sleep 600; :", path.toString()).start().pid());
            Thread.currentThread().join();
        }
    }
}
