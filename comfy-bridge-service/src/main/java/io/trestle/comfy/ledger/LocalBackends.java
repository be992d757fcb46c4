package io.trestle.comfy.ledger;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.trestle.comfy.job.Job;

/** The backends that this replica drives: their jobs go from the ledger to the driver without a detour. */
@ApplicationScoped
public class LocalBackends {

    /** Whoever drives a backend. Called from any thread. */
    public interface Driver {

        UUID lease();

        /** Whether a job could be sent now. */
        boolean isConnected();

        /** A job is about to be given to this driver under this prompt id: whoever finds it in the table leaves it alone. */
        void expect(String promptId);

        /** It was not given after all. */
        void expectNoMore(String promptId);

        /** The job is this driver's to send: that it may be sent is committed. */
        void begin(Job job);

        /** Something was asked of it that it finds in the table. */
        void look();
    }

    private final Map<String, Driver> drivers = new ConcurrentHashMap<>();

    public void add(String backendId, Driver driver) {
        drivers.put(backendId, driver);
    }

    public void remove(String backendId, Driver driver) {
        drivers.remove(backendId, driver);
    }

    @Nullable
    Driver at(@Nullable String backendId) {
        return backendId == null ? null : drivers.get(backendId);
    }
}
