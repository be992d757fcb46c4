package io.trestle.comfy.routing;

import java.util.List;

import io.trestle.comfy.backend.Backend;
import io.vertx.core.json.JsonObject;

/** A backend with the work that it has, while jobs are being assigned. */
final class Candidate {

    /** A backend that lost the job before is only taken where nothing else is near. */
    private static final double DISTRUST_MILLIS = 60_000;

    final Backend backend;
    private int jobs;
    private double queueMillis;
    private List<String> models;

    Candidate(Backend backend) {
        this.backend = backend;
        this.models = backend.loadedModels();
    }

    /** What a job would find here. */
    record Offer(Candidate candidate, boolean cold, double queueMillis, double runMillis, double distrustMillis) {

        double total() {
            return queueMillis + runMillis + distrustMillis;
        }

        JsonObject toJson() {
            return new JsonObject().put("backend", candidate.backend.id()).put("expectedMillis", Math.round(total()))
                    .put("queueMillis", Math.round(queueMillis)).put("runMillis", Math.round(runMillis)).put("loadsModels", cold)
                    .put("lostItBefore", distrustMillis > 0);
        }
    }

    Offer offer(QueuedJob job, Expectations expectations) {
        var cold = !models.containsAll(job.models());
        var distrust = backend.id().equals(job.lostAt()) ? DISTRUST_MILLIS : 0;
        return new Offer(this, cold, queueMillis, expectations.millis(job.workflow(), backend.id(), cold), distrust);
    }

    int jobs() {
        return jobs;
    }

    boolean has(int slots) {
        return jobs < slots;
    }

    /** @param millis that it still takes */
    void add(double millis, List<String> jobModels, boolean holdsSlot) {
        queueMillis += millis;
        jobs += holdsSlot ? 1 : 0;
        models = jobModels.isEmpty() ? models : jobModels;
    }
}
