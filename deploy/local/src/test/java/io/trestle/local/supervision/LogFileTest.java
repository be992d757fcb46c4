package io.trestle.local.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
    @TempDir
    Path directory;

    private LogFile log;

    @BeforeEach
    void open() {
        log = new LogFile(directory.resolve("toy.log"));
    }

    @Nested
    class Rotate {

        @Test
        void shouldKeepThreeEarlierStarts_whenThereWereMore() throws IOException {
            for (int start = 1; start <= 6; start++) {
                log.rotate();
                write("start " + start + "\n");
            }

            assertThat(log.path()).hasContent("start 6");
            assertThat(directory.resolve("toy.log.1")).hasContent("start 5");
            assertThat(directory.resolve("toy.log.2")).hasContent("start 4");
            assertThat(directory.resolve("toy.log.3")).hasContent("start 3");
            assertThat(directory.resolve("toy.log.4")).doesNotExist();
        }
    }

    @Nested
    class Read {

        @Test
        void shouldShowTheLatestStartOnly_whenTheProcessWasStartedAgain() throws IOException {
            write("READY\nfirst\n");
            log.markStart();
            assertThat(log.sinceStart()).isEmpty();

            write("second\nthird\n");

            assertThat(log.sinceStart()).isEqualTo("second\nthird\n");
            assertThat(Readiness.line().isReady(log)).isFalse();
            assertThat(log.tail(1)).containsExactly("third");
        }

        @Test
        void shouldBeEmpty_whenNothingWasPrinted() {
            assertThat(log.sinceStart()).isEmpty();
            assertThat(log.tail(20)).isEmpty();
        }
    }

    private void write(String text) throws IOException {
        Files.writeString(log.path(), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
