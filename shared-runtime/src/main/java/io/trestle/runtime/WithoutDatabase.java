package io.trestle.runtime;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.ScheduledExecution;

/** Whether a service runs without its database, as some can to be tried out: then nothing connects to it by itself. */
@ApplicationScoped
public class WithoutDatabase implements Scheduled.SkipPredicate {

    private final boolean chosen;

    /** @param enabled {@code trestle.database.enabled}, default true */
    WithoutDatabase(@ConfigProperty(name = "trestle.database.enabled", defaultValue = "true") boolean enabled) {
        chosen = !enabled;
    }

    public boolean isChosen() {
        return chosen;
    }

    @Override
    public boolean test(ScheduledExecution execution) {
        return chosen;
    }
}
