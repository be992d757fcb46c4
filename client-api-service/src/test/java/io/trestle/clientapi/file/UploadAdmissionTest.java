package io.trestle.clientapi.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.ProblemException;

class UploadAdmissionTest {

    private final UploadAdmission admission = new UploadAdmission(new SmallRyeConfigBuilder().withMapping(UploadConfig.class)
            .withConverter(MemorySize.class, 100, new MemorySizeConverter())
            .withConverter(Duration.class, 200, new DurationConverter())
            .withDefaultValue("trestle.uploads.concurrency", "2")
            .build().getConfigMapping(UploadConfig.class));

    private UniEmitter<? super String> running;

    private Uni<String> upload() {
        return admission.admit(() -> Uni.createFrom().<String>emitter(emitter -> running = emitter));
    }

    private static void assertLater(Uni<String> upload) {
        assertThatThrownBy(() -> upload.await().atMost(Duration.ofSeconds(1))).isInstanceOfSatisfying(ProblemException.class, problem -> {
            assertThat(problem.type()).isEqualTo(ProblemType.UNAVAILABLE);
            assertThat(problem.retryAfter()).isEqualTo(Duration.ofSeconds(5));
        });
    }

    @Nested
    class Admit {

        @Test
        void shouldTakeAsManyAsThereArePlaces() {
            upload().subscribe().asCompletionStage();
            upload().subscribe().asCompletionStage();
            assertLater(upload());
            assertLater(upload());
            running.complete("done");
            var next = upload().subscribe().asCompletionStage();
            assertThat(next).isNotCompleted();
            assertLater(upload());
        }

        @Test
        void shouldGivePlacesBack_whenUploadsFail() {
            for (var i = 0; i < 10; i++) {
                var failed = upload().subscribe().asCompletionStage();
                running.fail(new IllegalStateException("cut"));
                assertThat(failed).isCompletedExceptionally();
            }
        }

        @Test
        void shouldFinishWhatRuns_andTakeNothing_whenTheServiceIsAboutToStop() {
            var begun = upload().subscribe().asCompletionStage();
            admission.drain(new ShutdownDelayInitiatedEvent());
            assertLater(upload());
            running.complete("done");
            assertThat(begun).isCompletedWithValue("done");
            assertLater(upload());
        }
    }
}
