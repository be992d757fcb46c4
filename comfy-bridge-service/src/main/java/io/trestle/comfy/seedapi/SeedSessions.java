package io.trestle.comfy.seedapi;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import io.trestle.comfy.job.Job;
import io.trestle.comfy.job.JobState;
import io.trestle.comfy.job.JobStore;
import io.trestle.comfy.watch.JobChange;
import io.trestle.comfy.watch.JobFeed;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;

/** The open sockets of this replica. */
@ApplicationScoped
class SeedSessions {

    private static final Logger LOG = Logger.getLogger(SeedSessions.class);
    private static final int TURNS = 40;
    private static final CloseReason GOING_AWAY = new CloseReason(1001, "restart");

    /** Whose sockets. */
    private record Key(String tenant, String clientId) {
    }

    private record Session(WebSocketConnection connection, Key key, int turn) {
    }

    private final JobStore jobs;
    private final JobFeed feed;
    private final WatchedElsewhere elsewhere;
    private final SeedConfig config;
    private final Vertx vertx;
    private final Map<Key, Set<Session>> byKey = new ConcurrentHashMap<>();
    private final Map<String, Session> byConnection = new ConcurrentHashMap<>();
    /** The sockets again, by when in the interval they are told that somebody listens: all at once would hold up everything else. */
    private final List<Set<Session>> turns = Stream.<Set<Session>>generate(ConcurrentHashMap::newKeySet).limit(TURNS).toList();
    /** One thread, so that every socket hears everything in order, and of its own, so that many sockets hold up nobody but one another. */
    private final WorkerExecutor teller;
    private volatile boolean draining;

    SeedSessions(JobStore jobs, JobFeed feed, WatchedElsewhere elsewhere, SeedConfig config, Vertx vertx) {
        this.jobs = jobs;
        this.feed = feed;
        this.elsewhere = elsewhere;
        this.config = config;
        this.vertx = vertx;
        this.teller = vertx.createSharedWorkerExecutor("watchers", 1);
    }

    void start(@Observes StartupEvent event) {
        feed.changes().subscribe().with(this::changed);
        feed.gaps().subscribe().with(gap -> byKey.keySet().forEach(this::lookAgain));
        var turn = new AtomicInteger();
        var listening = SeedFrame.LISTENING.toJson();
        vertx.setPeriodic(Math.max(1, config.listening().toMillis() / TURNS), timer -> tell(() -> turns
                .get(turn.getAndIncrement() % TURNS).forEach(session -> quietly(send(session, listening)))));
    }

    /** Clients come back, to another replica or to this one when it is there again; their jobs go on meanwhile. */
    void stop(@Observes ShutdownDelayInitiatedEvent stopping) {
        draining = true;
        byConnection.values().forEach(session -> quietly(session.connection.close(GOING_AWAY)));
    }

    boolean isDraining() {
        return draining;
    }

    private void tell(Runnable work) {
        teller.executeBlocking(() -> {
            work.run();
            return null;
        });
    }

    private static void quietly(Uni<Void> sending) {
        sending.subscribe().with(sent -> {
        }, failure -> LOG.debugf("A socket left: %s", failure.getMessage()));
    }

    Uni<Void> open(WebSocketConnection connection, String tenant, String clientId) {
        var session = new Session(connection, new Key(tenant, clientId), Math.floorMod(connection.id().hashCode(), TURNS));
        // First of all: its client may have submitted a job already, and that may end at any moment.
        byConnection.put(connection.id(), session);
        turns.get(session.turn).add(session);
        var here = byKey.compute(session.key, (key, sessions) -> {
            var all = sessions == null ? ConcurrentHashMap.<Session>newKeySet() : sessions;
            all.add(session);
            return all;
        });
        if (config.cancelOnDisconnect() && here.size() == 1) {
            elsewhere.arrived(tenant, clientId);
        }
        return send(session, SeedFrame.CONNECTED.toJson()).chain(() -> jobs.latest(tenant, clientId))
                .chain(job -> job == null || !isOf(session, job) ? Uni.createFrom().voidItem() : tell(session, JobChange.of(job)));
    }

    /** Whether a socket is to hear what a job is already: it runs, or it began and ended while the socket was being opened. */
    private static boolean isOf(Session session, Job job) {
        return job.state() == JobState.RUNNING || job.state().isEnd() && job.createdAt().isAfter(session.connection.creationTime());
    }

    void closed(String connectionId) {
        var session = byConnection.remove(connectionId);
        if (session == null) {
            return;
        }
        turns.get(session.turn).remove(session);
        byKey.computeIfPresent(session.key, (key, sessions) -> {
            sessions.remove(session);
            return sessions.isEmpty() ? null : sessions;
        });
        if (config.cancelOnDisconnect() && !draining && !byKey.containsKey(session.key)) {
            vertx.setTimer(Math.max(1, config.grace().toMillis()), timer -> cancelUnwatched(session.key));
        }
    }

    private void cancelUnwatched(Key key) {
        if (!draining && !byKey.containsKey(key)) {
            elsewhere.left(key.tenant, key.clientId)
                    .chain(others -> others ? Uni.createFrom().<Job>nullItem() : jobs.latest(key.tenant, key.clientId))
                    .chain(job -> job == null || job.state().isEnd()
                            ? Uni.createFrom().<Job>nullItem()
                            : jobs.cancel(job.id(), "WATCHERS_LEFT"))
                    .subscribe().with(job -> {
                    }, failure -> LOG.warnf("An unwatched job goes on: %s", failure.getMessage()));
        }
    }

    private void changed(JobChange change) {
        if (change.clientId() != null) {
            tell(new Key(change.tenant(), change.clientId()), change);
        }
    }

    private void lookAgain(Key key) {
        jobs.latest(key.tenant, key.clientId).subscribe().with(job -> {
            if (job != null) {
                tell(key, JobChange.of(job));
            }
        }, failure -> LOG.debugf("Watchers wait for the next change: %s", failure.getMessage()));
    }

    private void tell(Key key, JobChange change) {
        if (byKey.containsKey(key)) {
            tell(() -> {
                var frames = frames(change);
                byKey.getOrDefault(key, Set.of()).forEach(session -> quietly(send(session, frames, change)));
            });
        }
    }

    private static Uni<Void> tell(Session session, JobChange change) {
        return send(session, frames(change), change);
    }

    /** As they are sent, to however many. */
    private static List<String> frames(JobChange change) {
        return switch (change.state()) {
            case WAITING, ASSIGNED -> List.of();
            case RUNNING, FAILED, CANCELED -> List.of(SeedFrame.of(change).toJson());
            case SUCCEEDED -> List.of(SeedFrame.progress(100).toJson(), SeedFrame.of(change).toJson());
        };
    }

    /** A job that has ended closes its sockets, after the last frame. */
    private static Uni<Void> send(Session session, List<String> frames, JobChange change) {
        var sent = Uni.createFrom().voidItem();
        for (var frame : frames) {
            sent = sent.chain(() -> send(session, frame));
        }
        return change.state().isEnd() ? sent.chain(() -> session.connection.close()) : sent;
    }

    private static Uni<Void> send(Session session, String frame) {
        return session.connection.isClosed() ? Uni.createFrom().voidItem() : session.connection.sendText(frame);
    }
}
