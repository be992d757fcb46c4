package io.trestle.comfy.routing;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.trestle.comfy.backend.Backend;
import io.trestle.comfy.backend.BackendClasses;
import io.trestle.comfy.backend.BackendStore;
import io.trestle.comfy.job.InputContent;
import io.trestle.comfy.job.Job;
import io.trestle.comfy.job.JobState;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Gives waiting jobs to backends. One replica at a time does it. A job goes where it is expected to be done first, even if that means waiting
 * for a backend that is busy: then it stays in the queue, and the next look may decide otherwise.
 */
@ApplicationScoped
class Router {

    /** Jobs looked at in one go; the rest is looked at as soon as these are out of the way. */
    private static final int BATCH = 64;

    private record Assignment(Job job, Candidate.Offer offer, JsonObject decision) {
    }

    private final Pool pool;
    private final BackendStore backends;
    private final BackendClasses classes;
    private final RunTimes runTimes;
    private final RoutingConfig config;
    private final Clock clock;

    Router(Pool pool, BackendStore backends, BackendClasses classes, RunTimes runTimes, RoutingConfig config, Clock clock) {
        this.pool = pool;
        this.backends = backends;
        this.classes = classes;
        this.runTimes = runTimes;
        this.config = config;
        this.clock = clock;
    }

    /** @return how many jobs got a backend */
    Uni<Integer> assign() {
        return pool.withTransaction(tx -> tx.query("SELECT pg_advisory_xact_lock(hashtext(current_schema() || '.router'))").execute()
                .chain(() -> jobs(tx, "state = 'WAITING' AND follows IS NULL ORDER BY priority DESC, seq LIMIT " + BATCH))
                .chain(waiting -> waiting.isEmpty() ? Uni.createFrom().item(0) : assign(tx, waiting)));
    }

    private Uni<Integer> assign(SqlConnection tx, List<Job> waiting) {
        var workflows = waiting.stream().map(Job::workflow).distinct().toList();
        return backends.all().chain(all -> jobs(tx, "state IN ('ASSIGNED', 'RUNNING') ORDER BY seq")
                .chain(open -> runTimes.of(tx, workflows)
                        .chain(expected -> write(tx, decide(candidates(all, open), waiting, expected)))));
    }

    private static Uni<List<Job>> jobs(SqlConnection tx, String which) {
        return tx.query("SELECT * FROM job WHERE " + which).execute().map(rows -> rows.stream().map(Job::of).toList());
    }

    private List<Candidate> candidates(List<Backend> all, List<Job> open) {
        var candidates = new LinkedHashMap<String, Candidate>();
        all.stream().filter(Backend::takesJobs).forEach(backend -> candidates.put(backend.id(), new Candidate(backend)));
        for (var job : open) {
            var candidate = candidates.get(String.valueOf(job.backendId()));
            if (candidate != null) {
                candidate.add(remaining(job), job.models(), true);
            }
        }
        return List.copyOf(candidates.values());
    }

    private double remaining(Job job) {
        var since = job.startedAt();
        return since == null || job.state() != JobState.RUNNING
                ? job.expectedMillis()
                : Math.max(0, job.expectedMillis() - Duration.between(since, clock.instant()).toMillis());
    }

    private List<Assignment> decide(List<Candidate> candidates, List<Job> waiting, Expectations expectations) {
        var assignments = new ArrayList<Assignment>();
        for (var job : waiting) {
            if (candidates.stream().noneMatch(candidate -> candidate.has(config.slots()))) {
                // Whoever comes now waits in any case.
                break;
            }
            var offers = candidates.stream().filter(candidate -> fits(candidate.backend, job))
                    .map(candidate -> candidate.offer(job, expectations))
                    .sorted(Comparator.comparingDouble(Candidate.Offer::total).thenComparingInt(offer -> offer.candidate().jobs()))
                    .toList();
            var best = offers.isEmpty() ? null : offers.get(0);
            if (best != null) {
                var free = best.candidate().has(config.slots());
                best.candidate().add(best.runMillis(), job.models(), free);
                if (free) {
                    assignments.add(new Assignment(job, best, decision(best, offers)));
                }
            }
        }
        return assignments;
    }

    private boolean fits(Backend backend, Job job) {
        var files = job.files().stream().map(InputContent::input).collect(Collectors.toSet());
        return backend.memory() >= job.needsMemory() && classes.fits(backend.id(), job.id(), () -> new JsonObject(job.graph()), files);
    }

    private static JsonObject decision(Candidate.Offer best, List<Candidate.Offer> offers) {
        return new JsonObject().put("backend", best.candidate().backend.id()).put("expectedMillis", Math.round(best.total()))
                .put("considered", new JsonArray(offers.stream().map(Candidate.Offer::toJson).toList()));
    }

    private static Uni<Integer> write(SqlConnection tx, List<Assignment> assignments) {
        if (assignments.isEmpty()) {
            return Uni.createFrom().item(0);
        }
        var rows = assignments.stream().map(one -> Tuple.tuple(java.util.Arrays.<@Nullable Object>asList(one.job.id(),
                one.offer.candidate().backend.id(), one.decision, Math.round(one.offer.runMillis())))).toList();
        return tx.preparedQuery("""
                UPDATE job SET state = 'ASSIGNED', backend_id = $2, decision = $3, expected_ms = $4
                WHERE id = $1 AND state = 'WAITING'""").executeBatch(rows).replaceWith(assignments.size());
    }
}
