package io.trestle.comfy.routing;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.trestle.comfy.backend.Backend;
import io.trestle.comfy.backend.BackendClasses;
import io.trestle.comfy.backend.BackendStore;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Gives waiting jobs to backends. One replica at a time does it. A job goes where it is expected to be done first, even if that means waiting
 * for a backend that is busy: then it stays in the queue, and the next look may decide otherwise.
 */
@ApplicationScoped
public class Router {

    /** Jobs looked at in one go; the rest is looked at as soon as these are out of the way. */
    private static final int BATCH = 64;

    private final BackendStore backends;
    private final BackendClasses classes;
    private final RunTimes runTimes;
    private final RoutingConfig config;
    private final Clock clock;
    /** Those whose graph was checked already. */
    private volatile Looked looked = new Looked(List.of(), -1);

    private record Looked(List<String> ids, int classes) {
    }

    Router(BackendStore backends, BackendClasses classes, RunTimes runTimes, RoutingConfig config, Clock clock) {
        this.backends = backends;
        this.classes = classes;
        this.runTimes = runTimes;
        this.config = config;
        this.clock = clock;
    }

    /**
     * What came of a look at the queue.
     *
     * @param elsewhere another replica is looking at this moment
     * @param left whether jobs wait that got no backend
     * @param full whether no backend has room
     */
    public record Round(List<Assignment> assignments, boolean elsewhere, boolean left, boolean full) {
    }

    private record View(List<QueuedJob> waiting, List<HeldJob> held, List<Backend> backends, Expectations expectations) {
    }

    /** Reads in the transaction, all at once, and keeps other replicas from doing so until its end. */
    public Uni<Round> look(SqlConnection tx) {
        var before = looked.classes == classes.version() ? looked.ids.toArray(String[]::new) : new String[0];
        var version = classes.version();
        return Uni.combine().all().unis(
                tx.query("SELECT pg_try_advisory_xact_lock(hashtext(current_schema() || '.router'))").execute()
                        .map(rows -> rows.iterator().next().getBoolean(0)),
                tx.preparedQuery("SELECT " + QueuedJob.COLUMNS
                        + " FROM job WHERE state = 'WAITING' AND follows IS NULL ORDER BY priority DESC, seq LIMIT " + BATCH)
                        .execute(Tuple.of(before)).map(rows -> rows.stream().map(QueuedJob::of).toList()),
                tx.preparedQuery("SELECT " + HeldJob.COLUMNS + " FROM job WHERE state IN ('ASSIGNED', 'RUNNING') ORDER BY seq").execute()
                        .map(rows -> rows.stream().map(HeldJob::of).toList()),
                backends.all(tx), runTimes.expectations(tx))
                .with((mine, waiting, held, all, expectations) -> mine
                        ? round(new View(waiting, held, all, expectations), version)
                        : new Round(List.of(), true, true, false));
    }

    private Round round(View view, int version) {
        var candidates = candidates(view);
        var seen = new ArrayList<String>();
        var assignments = decide(candidates, view.waiting, view.expectations, seen);
        looked = new Looked(seen, version);
        return new Round(assignments, false, view.waiting.size() > assignments.size() || view.waiting.size() == BATCH,
                isFull(candidates));
    }

    private List<Candidate> candidates(View view) {
        var candidates = new LinkedHashMap<String, Candidate>();
        view.backends.stream().filter(Backend::takesJobs).forEach(backend -> candidates.put(backend.id(), new Candidate(backend)));
        var now = clock.instant();
        for (var job : view.held) {
            var candidate = candidates.get(job.backendId());
            if (candidate != null) {
                candidate.add(job.remaining(now), job.models(), true);
            }
        }
        return List.copyOf(candidates.values());
    }

    private boolean isFull(List<Candidate> candidates) {
        return candidates.stream().noneMatch(candidate -> candidate.has(config.slots()));
    }

    private List<Assignment> decide(List<Candidate> candidates, List<QueuedJob> waiting, Expectations expectations,
            List<String> seen) {
        var assignments = new ArrayList<Assignment>();
        for (var job : waiting) {
            if (isFull(candidates)) {
                // Whoever comes now waits in any case.
                break;
            }
            var verdicts = new HashMap<Candidate, Boolean>();
            candidates.forEach(candidate -> verdicts.put(candidate, fits(candidate.backend, job)));
            if (verdicts.containsValue(null)) {
                // Forgotten meanwhile: its graph is read the next time.
                continue;
            }
            seen.add(job.id());
            var offers = candidates.stream().filter(verdicts::get)
                    .map(candidate -> candidate.offer(job, expectations))
                    .sorted(Comparator.comparingDouble(Candidate.Offer::total).thenComparingInt(offer -> offer.candidate().jobs()))
                    .toList();
            var best = offers.isEmpty() ? null : offers.get(0);
            if (best != null) {
                var free = best.candidate().has(config.slots());
                best.candidate().add(best.runMillis(), job.models(), free);
                if (free) {
                    assignments.add(new Assignment(job.id(), best.candidate().backend.id(), decision(best, offers),
                            Math.round(best.runMillis())));
                }
            }
        }
        return assignments;
    }

    private @Nullable Boolean fits(Backend backend, QueuedJob job) {
        var graph = job.graph();
        var fits = classes.fits(backend.id(), job.id(), graph == null ? null : () -> new JsonObject(graph), job.files());
        return fits == null ? null : fits && backend.memory() >= job.needsMemory();
    }

    private static JsonObject decision(Candidate.Offer best, List<Candidate.Offer> offers) {
        return new JsonObject().put("backend", best.candidate().backend.id()).put("expectedMillis", Math.round(best.total()))
                .put("considered", new JsonArray(offers.stream().map(Candidate.Offer::toJson).toList()));
    }
}
