package io.trestle.gateway.deployment;

import static java.time.ZoneOffset.UTC;

import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.trestle.gateway.deployment.Deployment.State;
import io.trestle.gateway.signature.WalletAddress;
import io.trestle.gateway.wallet.Wallets;
import io.trestle.model.compute.DeploymentEvent;
import io.trestle.model.compute.DeploymentFailed;
import io.trestle.model.compute.DeploymentFailure;
import io.trestle.model.compute.DeploymentReady;
import io.trestle.model.compute.DeploymentRemoved;
import io.trestle.model.compute.DeploymentRequested;
import io.trestle.model.compute.DeploymentTarget;
import io.trestle.model.compute.RemovalCause;
import io.trestle.runtime.lease.Lease;
import io.trestle.runtime.outbox.Outbox;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/** Deployments in PostgreSQL. Each change commits together with the events that tell of it, and with the wallet's entrance. */
@ApplicationScoped
class DeploymentStore {

    static final String CHANNEL = "deployment";

    private static final String COLUMNS = "id, wallet, target, source, state, entrance, progress, reason, detail, removal_cause, created_at, give_up_at";

    private final Pool pool;
    private final Outbox outbox;
    private final DeploymentConfig config;
    private final Clock clock;
    private final String schema;

    DeploymentStore(Pool pool, Outbox outbox, DeploymentConfig config, Clock clock,
            @ConfigProperty(name = "trestle.database.role") String schema) {
        this.pool = pool;
        this.outbox = outbox;
        this.config = config;
        this.clock = clock;
        this.schema = schema;
    }

    /** Stores the wish; what the wallet wished for before, and is not ready yet, is given up. */
    Uni<UUID> request(WalletAddress wallet, DeploymentTarget target, String source) {
        var id = UUID.randomUUID();
        var now = clock.instant();
        return pool.withTransaction(connection -> lock(connection, wallet)
                .chain(serving -> abandon(connection, wallet))
                .chain(() -> connection.preparedQuery("""
                        INSERT INTO deployment (id, wallet, target, source, state, guarded, created_at, give_up_at, next_attempt_at)
                        VALUES ($1, $2, $3, $4, 'REQUESTED', true, $5, $6, now())""")
                        .execute(Tuple.of(id, wallet.text(), target.name(), source, now.atOffset(UTC),
                                now.plus(config.giveUpAfter()).atOffset(UTC))))
                .chain(() -> tell(connection, new DeploymentRequested(id.toString(), wallet.text(), target, Deployment.publicSource(source),
                        now)))
                .chain(() -> wake(connection, id.toString())))
                .replaceWith(id);
    }

    Uni<@Nullable Deployment> find(UUID id) {
        return pool.preparedQuery("SELECT " + COLUMNS + " FROM deployment WHERE id = $1").execute(Tuple.of(id)).map(DeploymentStore::first);
    }

    Uni<@Nullable Deployment> latest(WalletAddress wallet) {
        return pool.preparedQuery("SELECT " + COLUMNS + " FROM deployment WHERE wallet = $1 ORDER BY created_at DESC, id LIMIT 1")
                .execute(Tuple.of(wallet.text())).map(DeploymentStore::first);
    }

    Uni<@Nullable Deployment> serving(WalletAddress wallet) {
        return pool.preparedQuery("SELECT " + COLUMNS + " FROM deployment WHERE id = (SELECT deployment_id FROM wallet WHERE address = $1)")
                .execute(Tuple.of(wallet.text())).map(DeploymentStore::first);
    }

    Uni<Void> note(Lease lease, State state, String progress) {
        return pool.preparedQuery("""
                UPDATE deployment SET state = $3, progress = $4
                WHERE id = $1 AND leased_by = $2 AND state IN ('REQUESTED', 'APPLIED')""")
                .execute(Tuple.of(UUID.fromString(lease.id()), lease.token(), state.name(), progress)).replaceWithVoid();
    }

    /** From now on the wallet's requests go there. What got them until now goes on for what it still works on, then is taken away. */
    Uni<Void> ready(Lease lease, Deployment deployment, String entrance, boolean guarded) {
        return pool.withTransaction(connection -> lock(connection, deployment.wallet())
                .chain(before -> connection.preparedQuery("""
                        UPDATE deployment SET state = 'READY', entrance = $3, guarded = $4, progress = NULL
                        WHERE id = $1 AND leased_by = $2 AND state IN ('REQUESTED', 'APPLIED')""")
                        .execute(Tuple.of(deployment.id(), lease.token(), entrance, guarded))
                        .chain(changed -> changed.rowCount() == 0
                                ? Uni.createFrom().voidItem()
                                : enter(connection, deployment, before))));
    }

    private Uni<Void> enter(SqlConnection connection, Deployment deployment, @Nullable UUID before) {
        var event = new DeploymentReady(deployment.id().toString(), deployment.wallet().text(), deployment.target(),
                before == null ? null : before.toString(), clock.instant());
        return connection.preparedQuery("UPDATE wallet SET deployment_id = $2 WHERE address = $1")
                .execute(Tuple.of(deployment.wallet().text(), deployment.id()))
                .chain(() -> before == null ? Uni.createFrom().voidItem() : remove(connection, before, RemovalCause.REPLACED))
                .chain(() -> tell(connection, event))
                .chain(() -> wake(connection, deployment.id().toString()))
                .chain(() -> changed(connection, deployment.wallet()));
    }

    /** It will not be ready. What it has left behind is taken away before that is told. */
    Uni<Void> failing(Lease lease, DeploymentFailure reason, String detail) {
        return pool.preparedQuery("""
                UPDATE deployment SET state = 'FAILING', reason = $3, detail = $4, next_attempt_at = now()
                WHERE id = $1 AND leased_by = $2 AND state IN ('REQUESTED', 'APPLIED')""")
                .execute(Tuple.of(UUID.fromString(lease.id()), lease.token(), reason.name(), detail)).replaceWithVoid();
    }

    /** Nothing of it is left. */
    Uni<Void> ended(Lease lease, Deployment deployment) {
        var failed = deployment.state() == State.FAILING;
        return pool.withTransaction(connection -> connection.preparedQuery("""
                UPDATE deployment SET state = $3, progress = NULL WHERE id = $1 AND leased_by = $2 AND state = $4""")
                .execute(Tuple.of(deployment.id(), lease.token(), failed ? "FAILED" : "REMOVED", deployment.state().name()))
                .chain(changed -> changed.rowCount() == 0
                        ? Uni.createFrom().voidItem()
                        : tell(connection, end(deployment, failed)).chain(() -> wake(connection, deployment.id().toString()))));
    }

    private DeploymentEvent end(Deployment deployment, boolean failed) {
        var id = deployment.id().toString();
        var reason = deployment.reason();
        var detail = deployment.detail();
        var cause = deployment.cause();
        return failed
                ? new DeploymentFailed(id, deployment.wallet().text(), reason == null ? DeploymentFailure.OTHER : reason,
                        detail == null ? "" : detail, clock.instant())
                : new DeploymentRemoved(id, deployment.wallet().text(), cause == null ? RemovalCause.OTHER : cause, clock.instant());
    }

    /** @return whether there was anything to end */
    Uni<Boolean> undeploy(WalletAddress wallet, RemovalCause cause) {
        return pool.withTransaction(connection -> lock(connection, wallet)
                .chain(serving -> abandon(connection, wallet)
                        .chain(abandoned -> serving == null
                                ? Uni.createFrom().item(abandoned > 0)
                                : remove(connection, serving, cause)
                                        .chain(() -> connection.preparedQuery("UPDATE wallet SET deployment_id = NULL WHERE address = $1")
                                                .execute(Tuple.of(wallet.text())))
                                        .replaceWith(true)))
                .call(() -> wake(connection, ""))
                .call(() -> changed(connection, wallet)));
    }

    /** Wallets that have something deployed and no rental any more. */
    Uni<List<WalletAddress>> withoutRental() {
        return pool.query("""
                SELECT address FROM wallet WHERE deployment_id IS NOT NULL AND NOT EXISTS (
                    SELECT 1 FROM rental WHERE renter = address AND coalesce(ends_at, seen_at + interval '2 hours') > now())""").execute()
                .map(rows -> rows.stream().map(row -> new WalletAddress(row.getString("address"))).toList());
    }

    private static Uni<@Nullable UUID> lock(SqlConnection connection, WalletAddress wallet) {
        return connection.preparedQuery("SELECT deployment_id FROM wallet WHERE address = $1 FOR UPDATE").execute(Tuple.of(wallet.text()))
                .map(rows -> rows.size() == 0 ? null : rows.iterator().next().getUUID("deployment_id"));
    }

    private static Uni<Integer> abandon(SqlConnection connection, WalletAddress wallet) {
        return connection.preparedQuery("""
                UPDATE deployment SET state = 'FAILING', reason = 'SUPERSEDED', detail = 'A later deploy or undeploy came first',
                    next_attempt_at = now()
                WHERE wallet = $1 AND state IN ('REQUESTED', 'APPLIED')""").execute(Tuple.of(wallet.text())).map(RowSet::rowCount);
    }

    private Uni<Void> remove(SqlConnection connection, UUID id, RemovalCause cause) {
        return connection.preparedQuery("""
                UPDATE deployment SET state = 'REMOVING', removal_cause = $2, next_attempt_at = now() + make_interval(secs => $3)
                WHERE id = $1 AND state = 'READY'""")
                .execute(Tuple.of(id, cause.name(), config.drain().toMillis() / 1000.0)).replaceWithVoid();
    }

    private Uni<Void> tell(SqlConnection connection, DeploymentEvent event) {
        return outbox.append(connection, List.of(event));
    }

    private Uni<Void> wake(SqlConnection connection, String id) {
        return notify(connection, CHANNEL, id);
    }

    private Uni<Void> changed(SqlConnection connection, WalletAddress wallet) {
        return notify(connection, Wallets.CHANNEL, wallet.text());
    }

    private Uni<Void> notify(SqlConnection connection, String channel, String payload) {
        return connection.preparedQuery("SELECT pg_notify($1, $2)::text").execute(Tuple.of(schema + "." + channel, payload))
                .replaceWithVoid();
    }

    private static @Nullable Deployment first(RowSet<Row> rows) {
        return rows.size() == 0 ? null : deployment(rows.iterator().next());
    }

    private static Deployment deployment(Row row) {
        return new Deployment(row.getUUID("id"), new WalletAddress(row.getString("wallet")),
                DeploymentTarget.valueOf(row.getString("target").toUpperCase(Locale.ROOT)), row.getString("source"),
                State.valueOf(row.getString("state")), row.getString("entrance"), row.getString("progress"),
                nullable(row.getString("reason"), DeploymentFailure::valueOf), row.getString("detail"),
                nullable(row.getString("removal_cause"), RemovalCause::valueOf), row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("give_up_at").toInstant());
    }

    private static <T> @Nullable T nullable(@Nullable String text, Function<String, T> parse) {
        return text == null ? null : parse.apply(text);
    }
}
