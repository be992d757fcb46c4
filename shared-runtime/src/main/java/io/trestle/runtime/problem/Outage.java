package io.trestle.runtime.problem;

import java.util.concurrent.RejectedExecutionException;

import org.apache.kafka.common.errors.RetriableException;
import org.eclipse.microprofile.faulttolerance.exceptions.FaultToleranceException;

import com.fasterxml.jackson.core.JacksonException;

import io.smallrye.mutiny.TimeoutException;
import io.trestle.runtime.inbox.PassingFailures;

/** Tells that what failed is not our code but something it needs: the database, the broker, a system behind a breaker or a time limit. */
final class Outage {

    private Outage() {
    }

    static boolean isBehind(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            // An IOException by type, but never one of a connection.
            if (cause instanceof JacksonException) {
                return false;
            }
            if (cause instanceof RetriableException || cause instanceof FaultToleranceException || cause instanceof TimeoutException
                    || cause instanceof RejectedExecutionException) {
                return true;
            }
        }
        return PassingFailures.isPassing(failure);
    }
}
