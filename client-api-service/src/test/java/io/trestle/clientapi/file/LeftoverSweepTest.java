package io.trestle.clientapi.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trestle.clientapi.Database;
import io.trestle.clientapi.ServiceUnderTest;
import io.trestle.engines.quarkus.EnginesTestResource;

@QuarkusTest
@WithTestResource(value = EnginesTestResource.class, initArgs = @ResourceArg(name = "kafka", value = "private"))
@WithTestResource(ServiceUnderTest.class)
class LeftoverSweepTest {

    @Inject
    LeftoverSweep sweep;

    /** What a process that died left there so long ago. */
    private static Path leftover(String directory, String name, Duration age) throws IOException {
        var parent = Files.createDirectories(ServiceUnderTest.FILES.resolve(directory));
        var file = Files.writeString(parent.resolve(name), "left");
        return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
    }

    private static Path object(Duration age) throws IOException {
        var key = UUID.randomUUID().toString();
        return leftover("objects/" + key.substring(0, 2), key, age);
    }

    @Nested
    class Sweep {

        @Test
        void shouldRemoveOnlyWhatNobodyGoesOnWith() throws IOException {
            // given
            var staleDraft = leftover("incoming", UUID.randomUUID() + ".part", Duration.ofHours(2));
            var draft = leftover("incoming", UUID.randomUUID() + ".part", Duration.ofMinutes(5));
            var orphan = object(Duration.ofHours(2));
            var youngOrphan = object(Duration.ofMinutes(5));
            var location = Uploader.local().put("old.txt", UUID.randomUUID().toString().getBytes(UTF_8)).location();
            var key = Database.select("SELECT key FROM stored_object WHERE hash = ?", location.getPath().split("/")[4]).get(0);
            var known = ServiceUnderTest.FILES.resolve("objects").resolve(key.substring(0, 2)).resolve(key);
            Files.setLastModifiedTime(known, FileTime.from(Instant.now().minus(Duration.ofDays(300))));
            // when
            sweep.sweep().await().atMost(Duration.ofMinutes(1));
            // then
            assertThat(staleDraft).doesNotExist();
            assertThat(draft).exists();
            assertThat(orphan).doesNotExist();
            assertThat(youngOrphan).exists();
            assertThat(known).exists();
            assertThat(Uploader.get(location).status()).isEqualTo(200);
            Files.delete(draft);
            Files.delete(youngOrphan);
        }
    }
}
