package io.trestle.engines.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.trestle.engines.TestJvm;

class FileMutexTest {

    @TempDir
    Path directory;

    @Test
    void shouldBeRefused_whenHeldInThisJvm() throws Exception {
        try (FileMutex held = FileMutex.acquire(directory, "lock")) {
            assertThat(FileMutex.tryAcquire(directory, "lock")).isEmpty();
            // the refused attempt has not taken the lock from its holder
            assertThat(otherJvmAcquires()).isFalse();
            assertThat(held).isNotNull();
        }
        assertThat(otherJvmAcquires()).isTrue();
    }

    @Test
    void shouldBeFree_whenHolderWasKilled() throws Exception {
        try (TestJvm holder = TestJvm.start(Holder.class, directory.toString())) {
            // given
            assertThat(holder.nextLine()).isEqualTo("true");
            assertThat(FileMutex.tryAcquire(directory, "lock")).isEmpty();
            // when
            holder.kill();
            // then
            FileMutex.tryAcquire(directory, "lock").orElseThrow().close();
        }
    }

    boolean otherJvmAcquires() throws Exception {
        try (TestJvm other = TestJvm.start(Holder.class, directory.toString())) {
            return Boolean.parseBoolean(other.nextLine());
        }
    }

    /** Says whether it got the lock, and keeps it. */
    static final class Holder {

        public static void main(String[] arguments) throws Exception {
            var mutex = FileMutex.tryAcquire(Path.of(arguments[0]), "lock");
            System.out.println(mutex.isPresent());
            Thread.currentThread().join();
        }
    }
}
