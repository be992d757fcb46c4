package io.trestle.clientapi.file;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.smallrye.mutiny.Uni;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.ProblemException;

/**
 * Lets uploads in, as many as memory is meant for, and none when the service is about to stop: those under way are finished
 * ({@code quarkus.shutdown.timeout}), and who comes later is told when to come again, by when another replica answers.
 */
@ApplicationScoped
class UploadAdmission {

    private final UploadConfig config;
    private final AtomicInteger running = new AtomicInteger();
    private volatile boolean draining;

    UploadAdmission(UploadConfig config) {
        this.config = config;
    }

    void drain(@Observes ShutdownDelayInitiatedEvent stopping) {
        draining = true;
    }

    /** @return fails with {@code UNAVAILABLE} where there is no place */
    <T> Uni<T> admit(Supplier<Uni<T>> upload) {
        return Uni.createFrom().deferred(() -> {
            if (draining) {
                throw later("The service is about to restart");
            }
            if (running.incrementAndGet() > config.concurrency()) {
                running.decrementAndGet();
                throw later(config.concurrency() + " uploads are under way already");
            }
            return upload.get().onTermination().invoke(running::decrementAndGet);
        });
    }

    private ProblemException later(String why) {
        return new ProblemException(ProblemType.UNAVAILABLE, why + "; repeat this after " + config.retryAfter().toSeconds() + " s")
                .retryAfter(config.retryAfter());
    }
}
