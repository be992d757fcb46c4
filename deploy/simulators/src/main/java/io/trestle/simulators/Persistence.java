package io.trestle.simulators;

import io.vertx.core.Future;

/** Where a simulator keeps its state beyond its own life. */
public interface Persistence {

    /** The state ends with the process. */
    Persistence NONE = new Persistence() {

        @Override
        public void changed() {
            // Nothing to write.
        }

        @Override
        public Future<Void> settled() {
            return Future.succeededFuture();
        }
    };

    /** Announces that the state differs from what is kept. */
    void changed();

    /** Completes when all changes announced so far are kept. */
    Future<Void> settled();
}
