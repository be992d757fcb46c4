package io.trestle.clientapi.file.store;

import java.io.IOException;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/** Disk access, kept off the event loops. */
final class Blocking {

    private Blocking() {
    }

    /** What reads or writes a disk. */
    interface Work {

        void run() throws IOException;
    }

    /** What reads a disk. */
    interface Question<T> {

        T ask() throws IOException;
    }

    /** @param failure what to say where it fails */
    static Uni<Void> run(String failure, Work work) {
        return ask(failure, () -> {
            work.run();
            return true;
        }).replaceWithVoid();
    }

    /** @param failure what to say where it fails */
    static <T> Uni<T> ask(String failure, Question<T> question) {
        return Uni.createFrom().item(() -> {
            try {
                return question.ask();
            } catch (IOException e) {
                throw new FileStoreException(failure, e);
            }
        }).runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }
}
