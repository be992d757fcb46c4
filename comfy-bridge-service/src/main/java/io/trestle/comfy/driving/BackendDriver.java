package io.trestle.comfy.driving;

import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.trestle.comfy.backend.Backend;
import io.trestle.comfy.backend.BackendState;
import io.trestle.comfy.comfyuiapi.ComfyClient;
import io.trestle.comfy.comfyuiapi.ComfySocket;
import io.trestle.comfy.job.Job;
import io.trestle.comfy.job.JobState;
import io.trestle.comfy.ledger.LocalBackends;
import io.trestle.runtime.lease.Lease;
import io.trestle.runtime.lease.LeaseOutcome;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/**
 * Drives one backend for as long as this replica has its lease: keeps a connection, sends what the router assigned, follows what runs, and
 * gives back what the backend loses. All of it happens on the context that began it.
 */
final class BackendDriver implements LocalBackends.Driver {

    private static final Logger LOG = Logger.getLogger(BackendDriver.class);
    private static final long FIRST_PAUSE = 100;
    private static final long LONGEST_PAUSE = 3_000;

    private final DriverParts parts;
    private final Lease lease;
    private final Vertx vertx;
    private final Context context;
    private final ComfyClient client;
    private final Runs runs;
    /** Prompt ids of jobs that the ledger is about to give to this driver. */
    private final Set<String> expected = ConcurrentHashMap.newKeySet();
    private Backend backend;
    private @Nullable UniEmitter<? super LeaseOutcome> end;
    private @Nullable Cancellable wakes;
    private volatile @Nullable ComfySocket socket;
    /** Of the latest connection: a job that comes while it is being replaced is sent under it, and asked for. */
    private String clientId = "";
    private long timer = -1;
    private long downSince = System.nanoTime();
    private int connects;
    private boolean met;
    private boolean looking;
    private boolean again;
    private volatile boolean stopped;

    BackendDriver(DriverParts parts, Lease lease, Backend backend, Vertx vertx) {
        this.parts = parts;
        this.lease = lease;
        this.backend = backend;
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.client = parts.clients.at(URI.create(backend.url().toString()));
        this.runs = new Runs(parts, client, backend, lease.token(), vertx);
    }

    /** Ends when the lease is another's, the backend is removed, or {@link #stop()} says so. */
    Uni<LeaseOutcome> run() {
        return Uni.createFrom().emitter(emitter -> {
            end = emitter;
            wakes = parts.notifications.on("backend_work").subscribe().with(id -> {
                if (id.isEmpty() || id.equals(backend.id())) {
                    look();
                }
            });
            parts.local.add(backend.id(), this);
            timer = vertx.setPeriodic(parts.config.lookEvery().toMillis(), id -> look());
            connect();
            look();
        });
    }

    @Override
    public UUID lease() {
        return lease.token();
    }

    @Override
    public boolean isConnected() {
        return socket != null && !stopped;
    }

    @Override
    public void expect(String promptId) {
        expected.add(promptId);
    }

    @Override
    public void expectNoMore(String promptId) {
        expected.remove(promptId);
    }

    @Override
    public void begin(Job job) {
        context.runOnContext(nothing -> {
            // Where it is stopped, whoever comes next finds the job, and that the backend does not know it.
            var begun = stopped ? Uni.createFrom().voidItem() : runs.begin(job, clientId);
            expected.remove(String.valueOf(job.promptId()));
            begun.subscribe().with(sent -> {
            }, failure -> LOG.debugf("Job %s is looked after again: %s", job.id(), failure.getMessage()));
        });
    }

    /** At shutdown: another replica takes over at once, and finds the jobs where they are. */
    void stop() {
        context.runOnContext(nothing -> stop(LeaseOutcome.retryAfter(Duration.ZERO)));
    }

    private void stop(LeaseOutcome outcome) {
        if (stopped) {
            return;
        }
        stopped = true;
        parts.local.remove(backend.id(), this);
        vertx.cancelTimer(timer);
        if (wakes != null) {
            wakes.cancel();
        }
        if (socket != null) {
            socket.close();
        }
        parts.classes.forget(backend.id());
        if (end != null) {
            end.complete(outcome);
        }
    }

    private void connect() {
        if (stopped) {
            return;
        }
        // Never an id that was used before: ComfyUI would let the new connection go silent when the old one ends.
        client.connect(UUID.randomUUID().toString())
                .chain(opened -> meet(opened).onFailure().invoke(opened::close))
                .emitOn(this::onContext)
                .subscribe().with(this::connected, this::notConnected);
    }

    private Uni<ComfySocket> meet(ComfySocket opened) {
        return client.host().chain(host -> client.objectInfo()
                .invoke(classes -> parts.classes.met(backend.id(), classes))
                .chain(() -> parts.backends.met(backend.id(), lease.token(), host, met)))
                .replaceWith(opened);
    }

    private void connected(ComfySocket opened) {
        if (stopped) {
            opened.close();
            return;
        }
        if (met) {
            runs.newProcess();
        }
        met = true;
        connects = 0;
        socket = opened;
        clientId = opened.clientId();
        opened.listen(runs::frame, () -> disconnected(opened));
        state(backend.state() == BackendState.QUARANTINED && !runs.isEmpty() ? BackendState.QUARANTINED : BackendState.READY, null);
        look();
    }

    private void disconnected(ComfySocket closed) {
        if (socket == closed && !stopped) {
            socket = null;
            downSince = System.nanoTime();
            connect();
        }
    }

    private void notConnected(Throwable failure) {
        LOG.debugf("Backend %s: %s", backend.id(), failure.getMessage());
        if (System.nanoTime() - downSince > parts.config.lostAfter().toNanos()) {
            giveUp(BackendState.UNREACHABLE, "It cannot be connected to");
        }
        connects++;
        var pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE << Math.min(connects, 10));
        vertx.setTimer(pause, id -> connect());
    }

    /** Its jobs go elsewhere. */
    private void giveUp(BackendState state, String reason) {
        if (backend.state() != state) {
            LOG.warnf("Backend %s is %s: %s", backend.id(), state, reason);
        }
        parts.backends.state(backend.id(), lease.token(), state, reason)
                .chain(() -> runs.loseAll("The backend was lost: " + reason))
                .chain(() -> parts.jobs.unassign(backend.id()))
                .subscribe().with(nothing -> {
                }, failure -> LOG.debugf("Jobs of %s are given back later: %s", backend.id(), failure.getMessage()));
    }

    private void state(BackendState state, @Nullable String reason) {
        parts.backends.state(backend.id(), lease.token(), state, reason).subscribe().with(nothing -> {
        }, failure -> LOG.debugf("State of %s not written: %s", backend.id(), failure.getMessage()));
    }

    @Override
    public void look() {
        context.runOnContext(nothing -> lookNow());
    }

    private void lookNow() {
        if (looking || stopped) {
            again = true;
            return;
        }
        looking = true;
        again = false;
        parts.backends.leased(backend.id(), lease.token())
                .chain(found -> found == null ? Uni.createFrom().voidItem().invoke(() -> stop(LeaseOutcome.done())) : look(found))
                .emitOn(this::onContext)
                .subscribe().with(nothing -> looked(), failure -> {
                    LOG.debugf("Backend %s is looked after again: %s", backend.id(), failure.getMessage());
                    looked();
                });
    }

    private void looked() {
        looking = false;
        if (again) {
            lookNow();
        }
    }

    private Uni<Void> look(Backend found) {
        backend = found;
        runs.now(found);
        if (runs.isFaulty() && (found.state() != BackendState.QUARANTINED || !runs.isEmpty())) {
            giveUp(BackendState.QUARANTINED, Runs.FAULTY);
            return Uni.createFrom().voidItem();
        }
        // What begins while the table is being read is not in it, and has not ended.
        var before = runs.all();
        return parts.jobs.of(found.id()).emitOn(this::onContext).chain(open -> reconcile(open, before)).chain(this::health);
    }

    private Uni<Void> reconcile(List<Job> open, Collection<Run> before) {
        var ids = open.stream().map(Job::promptId).collect(Collectors.toSet());
        open.stream().filter(job -> job.state() == JobState.RUNNING && !runs.has(job) && !expected.contains(job.promptId()))
                .forEach(runs::adopt);
        var ended = before.stream().filter(run -> runs.has(run.job) && !ids.contains(run.promptId)).toList();
        var unwanted = open.stream().filter(job -> job.cancelCause() != null).map(Job::promptId).collect(Collectors.toSet());
        return each(ended, runs::abandon)
                .chain(() -> each(runs.all().stream().filter(run -> unwanted.contains(run.promptId)).toList(), runs::cancel))
                .chain(() -> each(open.stream().filter(job -> job.state() == JobState.ASSIGNED).toList(), this::send))
                .invoke(() -> endIfRemoved(open));
    }

    private void endIfRemoved(List<Job> open) {
        if (backend.removed() && open.isEmpty()) {
            stop(LeaseOutcome.done());
        }
    }

    private Uni<Void> send(Job job) {
        var to = socket;
        if (backend.state() != BackendState.READY) {
            return parts.jobs.unassign(backend.id());
        }
        // While it is connected to anew, jobs stay; if that takes too long, they are given back.
        return to == null ? Uni.createFrom().voidItem() : runs.send(job, to.clientId());
    }

    private Uni<Void> health() {
        if (socket == null) {
            return Uni.createFrom().voidItem();
        }
        socket.ping();
        return runs.check().emitOn(this::onContext).invoke(() -> {
            if (runs.silence() > parts.config.silentAfter().toNanos()) {
                giveUp(BackendState.QUARANTINED, "It answers, but its jobs show no sign of life");
            }
        }).chain(() -> backend.state() == BackendState.QUARANTINED && !runs.isFaulty() && runs.isEmpty()
                ? readmit()
                : Uni.createFrom().voidItem());
    }

    /** A worker that is dead never empties its queue; one that lives does. */
    private Uni<Void> readmit() {
        return client.remaining().invoke(remaining -> {
            if (remaining == 0) {
                state(BackendState.READY, null);
            }
        }).replaceWithVoid();
    }

    private static <T> Uni<Void> each(List<T> items, Function<T, Uni<? extends Void>> work) {
        return Multi.createFrom().iterable(items).onItem().transformToUniAndConcatenate(work).collect().last().replaceWithVoid();
    }

    private void onContext(Runnable task) {
        context.runOnContext(nothing -> task.run());
    }
}
