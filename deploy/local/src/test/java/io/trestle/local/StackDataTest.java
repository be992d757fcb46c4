package io.trestle.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.trestle.engines.process.EngineFailure;
import io.trestle.local.supervision.StackFailure;

class StackDataTest {
    @TempDir
    Path parent;

    @Nested
    class Open {

        @Test
        void shouldMarkTheDirectory_whenItIsNew() {
            try (var data = StackData.open(parent.resolve("new/one")).orElseThrow()) {
                assertThat(data).isNotNull();
                assertThat(parent.resolve("new/one/trestle-data")).exists();
            }
        }

        @Test
        void shouldRefuse_whenTheDirectoryHasFilesOfSomebodyElse() throws IOException {
            var theirs = Files.writeString(Files.createDirectories(parent.resolve("theirs/data")).resolve("thesis.txt"), "precious");

            assertThatThrownBy(() -> StackData.open(parent.resolve("theirs"))).isInstanceOf(StackFailure.class)
                    .hasMessageContaining("files that Trestle did not write").hasMessageContaining("--data");

            assertThat(theirs).hasContent("precious");
            assertThat(parent.resolve("theirs")).isDirectoryNotContaining(file -> file.endsWith("trestle-data"));
        }

        @Test
        void shouldBeEmpty_whenAnotherLauncherHasIt() {
            try (var first = StackData.open(parent).orElseThrow()) {
                assertThat(StackData.open(parent)).isEmpty();
                assertThat(StackData.isInUse(parent)).isTrue();
                assertThat(first).isNotNull();
            }
            assertThat(StackData.isInUse(parent)).isFalse();
        }

        @Test
        void shouldSayWhichDirectory_whenItCannotBeMade() throws IOException {
            var file = Files.writeString(parent.resolve("file"), "");

            assertThatThrownBy(() -> StackData.open(file.resolve("data"))).isInstanceOf(EngineFailure.class)
                    .hasMessageContaining(file.toString());
        }
    }

    @Nested
    class Empty {

        @Test
        void shouldDeleteOursOnly_whenOtherFilesAreBeside() throws IOException {
            try (var data = StackData.open(parent).orElseThrow()) {
                Files.writeString(Files.createDirectories(parent.resolve("data/postgres")).resolve("PG_VERSION"), "18");
                Files.writeString(parent.resolve("api-key"), "trestle_x");
                Files.writeString(Files.createDirectory(parent.resolve("built")).resolve("service.jar"), "");

                data.empty();

                assertThat(parent.resolve("data")).doesNotExist();
                assertThat(parent.resolve("api-key")).doesNotExist();
                assertThat(parent.resolve("built/service.jar")).exists();
                assertThat(parent.resolve("trestle-data")).exists();
            }
        }
    }
}
