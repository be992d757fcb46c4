package io.trestle.clientapi.file.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalFileStoreTest extends FileStoreContract {

    @TempDir
    Path directory;

    @Override
    FileStore store() {
        return new LocalFileStore(directory, 0, UUID::randomUUID);
    }

    @Nested
    class Begin {

        @Test
        void shouldRefuse_whenTheDiskWouldBeTooFull() throws IOException {
            var free = Files.getFileStore(directory).getUsableSpace();
            var careful = new LocalFileStore(directory, free / 2, UUID::randomUUID);
            assertThatThrownBy(() -> get(careful.begin(free))).isInstanceOf(FileStoreException.class).hasMessageContaining("no room");
            assertThat(directory.resolve("incoming")).isEmptyDirectory();
            get(careful.begin(10));
        }

        @Test
        void shouldFail_whenTheDirectoryIsNone() throws IOException {
            Files.writeString(directory.resolve("incoming"), "a file");
            assertThatThrownBy(() -> get(store().begin(1))).isInstanceOf(FileStoreException.class);
        }
    }

    @Nested
    class Keys {

        @ParameterizedTest
        @ValueSource(strings = {"", "..", "../../etc/passwd", "/etc/passwd", "a/b", "0123456789ab"})
        void shouldRefuse_whatIsNoKey(String key) {
            assertThatThrownBy(() -> get(store().open(key, 0, 1))).isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void shouldFindNothing_whenTheObjectIsALink() throws IOException {
            var key = kept(bytes(10));
            var object = ((FileContent.OnDisk) get(store().open(key, 0, 10))).file();
            Files.delete(object);
            Files.createSymbolicLink(object, Path.of("/etc/hostname"));
            assertThat(get(store().open(key, 0, 1))).isNull();
            assertThat(get(store().keptBefore(Instant.MAX))).doesNotContain(key);
        }
    }
}
