package io.trestle.comfy.content;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.trestle.comfy.Bridge;
import io.trestle.comfy.BridgeTestResource;
import io.trestle.comfy.Fleet;
import io.trestle.engines.quarkus.EnginesTestResource;
import io.vertx.core.buffer.Buffer;

/** Files that nobody names go, and no others, whatever happens meanwhile. */
@QuarkusTest
@WithTestResource(EnginesTestResource.class)
@WithTestResource(BridgeTestResource.class)
class ContentSweepTest {

    private static final Duration YOUNG = Duration.ofHours(1);
    private static final Duration UPLOADS = Duration.ofDays(7);

    @Inject
    ContentStore store;

    @Inject
    ContentSweep sweep;

    /** Set by the test resource. */
    Path directory;

    private static <T> T get(Uni<T> uni) {
        return uni.await().atMost(Fleet.PATIENCE);
    }

    private static Buffer fresh() {
        return Buffer.buffer(UUID.randomUUID().toString());
    }

    private Path path(String hash) {
        return directory.resolve("content").resolve(hash.substring(0, 2)).resolve(hash);
    }

    private String kept(Buffer bytes) {
        return get(store.keep(bytes)).sha256();
    }

    private String aged(String hash) throws IOException {
        Files.setLastModifiedTime(path(hash), FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        return hash;
    }

    private static String uploaded(Buffer bytes) {
        return given().multiPart("file", "note.txt", bytes.getBytes(), "text/plain").post("/upload").then().statusCode(200).extract()
                .path("file");
    }

    @Nested
    class Sweep {

        @Test
        void shouldDeleteWhatNobodyNames_onceItIsOld() throws IOException {
            var old = aged(kept(fresh()));
            var young = kept(fresh());

            assertThat(get(sweep.sweep(UPLOADS, YOUNG))).isPositive();

            assertThat(path(old)).doesNotExist();
            assertThat(path(young)).exists();
        }

        @Test
        void shouldKeepUploads_untilTheyAreForgotten() throws IOException {
            var bytes = fresh();
            uploaded(bytes);
            var hash = aged(kept(bytes));

            get(sweep.sweep(UPLOADS, YOUNG));
            assertThat(path(hash)).exists();

            get(sweep.sweep(Duration.ZERO, YOUNG));
            assertThat(path(hash)).doesNotExist();
        }

        @Test
        void shouldKeepInputsAndOutputsOfJobs() throws IOException {
            try (var fleet = new Fleet()) {
                fleet.add();
                var job = Bridge.ended(Bridge.submitted("tiny", "1/color", Bridge.color()));
                var output = aged(job.getString("outputs[0].sha256"));

                get(sweep.sweep(Duration.ZERO, YOUNG));

                assertThat(path(output)).exists();
                given().get(job.getString("outputs[0].url")).then().statusCode(200);
            }
        }
    }

    @Nested
    class Delete {

        @Test
        void shouldSpareWhatWasPutThereAgain_sinceItWasFoundUnused() throws IOException {
            var bytes = fresh();
            var hash = aged(kept(bytes));
            var found = Instant.now().minus(YOUNG);
            kept(bytes);

            assertThat(get(store.delete(List.of(hash), found))).isZero();

            assertThat(get(store.read(hash))).isEqualTo(bytes);
        }

        @Test
        void shouldPutBackWhatAProcessThatDiedHadSetAside() throws IOException {
            var bytes = fresh();
            uploaded(bytes);
            var hash = aged(kept(bytes));
            Files.move(path(hash), directory.resolve("content/incoming").resolve(hash + ".aside"));

            get(sweep.sweep(UPLOADS, YOUNG));

            assertThat(get(store.read(hash))).isEqualTo(bytes);
        }

        @Test
        void shouldDropWhatAProcessThatDiedWasWriting() throws IOException {
            var left = Files.writeString(directory.resolve("content/incoming").resolve(UUID.randomUUID().toString()), "half");
            Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
            var now = Files.writeString(directory.resolve("content/incoming").resolve(UUID.randomUUID().toString()), "half");

            get(sweep.sweep(UPLOADS, YOUNG));

            assertThat(left).doesNotExist();
            assertThat(now).exists();
        }
    }
}
