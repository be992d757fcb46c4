package io.trestle.gateway.wallet;

import static java.time.ZoneOffset.UTC;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.trestle.gateway.GatewayConfig;
import io.trestle.gateway.session.Session;
import io.trestle.gateway.signature.WalletAddress;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

/** In PostgreSQL; each change is one statement, which tells the other replicas. */
final class PostgresWallets implements WalletStore {

    /** A rental without an end is over two hours after it was last seen ({@code RentalSeen}). */
    private static final String HAS_RENTAL = """
            EXISTS (SELECT 1 FROM rental WHERE renter = $1 AND coalesce(ends_at, seen_at + interval '2 hours') > now())""";

    private final Pool pool;
    private final GatewayConfig config;
    private final String channel;
    private final String lease;

    PostgresWallets(Pool pool, GatewayConfig config, String schema) {
        this.pool = pool;
        this.config = config;
        this.channel = schema + "." + Wallets.CHANNEL;
        this.lease = config.lease() == GatewayConfig.LeasePolicy.DBC ? HAS_RENTAL : "$1::text IS NOT NULL";
    }

    @Override
    public Uni<Boolean> hasLease(WalletAddress wallet) {
        return pool.preparedQuery("SELECT " + lease + " AS held").execute(Tuple.of(wallet.text()))
                .map(rows -> rows.iterator().next().getBoolean("held"));
    }

    @Override
    public Uni<Boolean> authorize(WalletAddress wallet, boolean proven) {
        return pool.preparedQuery("SELECT unproven FROM wallet WHERE address = $1 AND " + lease).execute(Tuple.of(wallet.text()))
                .chain(rows -> {
                    var known = rows.iterator();
                    var done = known.hasNext() && !(proven && known.next().getBoolean("unproven"));
                    return done ? Uni.createFrom().item(true) : insert(wallet, proven);
                });
    }

    private Uni<Boolean> insert(WalletAddress wallet, boolean proven) {
        return pool.preparedQuery("""
                WITH added AS (
                    INSERT INTO wallet (address, unproven)
                    SELECT $1, NOT $2 WHERE\s""" + lease + """
                        AND ($2 OR (SELECT count(*) FROM (SELECT 1 FROM wallet WHERE unproven LIMIT $3) AS few) < $3)
                    ON CONFLICT (address) DO UPDATE SET unproven = wallet.unproven AND NOT $2
                    RETURNING address)
                SELECT pg_notify($4, address)::text FROM added""")
                .execute(Tuple.of(wallet.text(), proven, config.unprovenWallets(), channel))
                .map(rows -> rows.size() == 1);
    }

    @Override
    public Uni<SignIn> signIn(WalletAddress wallet, String proof, Instant until) {
        return pool.preparedQuery("""
                WITH known AS (SELECT address, epoch, unproven FROM wallet WHERE address = $1 AND\s""" + lease + """
                    ),
                    used AS (INSERT INTO used_proof (proof, expires_at) SELECT $2, $3 FROM known ON CONFLICT DO NOTHING RETURNING proof),
                    shown AS (UPDATE wallet SET unproven = false
                        WHERE address IN (SELECT address FROM known WHERE unproven) AND EXISTS (SELECT 1 FROM used))
                SELECT epoch, EXISTS (SELECT 1 FROM used) AS fresh FROM known""")
                .execute(Tuple.of(wallet.text(), proof, until.atOffset(UTC)))
                .map(rows -> rows.size() == 0 ? new SignIn.Unauthorized() : outcome(rows.iterator().next()));
    }

    private static SignIn outcome(Row row) {
        return row.getBoolean("fresh") ? new SignIn.Accepted(row.getLong("epoch")) : new SignIn.Replayed();
    }

    @Override
    public Uni<Void> end(Session session) {
        return pool.preparedQuery("""
                WITH ended AS (
                    INSERT INTO ended_session (wallet, id, expires_at) VALUES ($1, $2, to_timestamp($3)) ON CONFLICT DO NOTHING)
                SELECT pg_notify($4, $1)::text""")
                .execute(Tuple.of(session.wallet().text(), session.id(), (double) session.expiresAt(), channel)).replaceWithVoid();
    }

    @Override
    public Uni<Void> endAll(WalletAddress wallet) {
        return pool.preparedQuery("""
                WITH changed AS (UPDATE wallet SET epoch = epoch + 1 WHERE address = $1 RETURNING address)
                SELECT pg_notify($2, address)::text FROM changed""").execute(Tuple.of(wallet.text(), channel)).replaceWithVoid();
    }

    @Override
    public Uni<@Nullable WalletRecord> find(WalletAddress wallet) {
        return pool.preparedQuery("""
                SELECT w.epoch, d.id::text AS deployment, d.entrance, d.guarded,
                    ARRAY(SELECT e.id FROM ended_session e WHERE e.wallet = w.address AND e.expires_at > now()) AS ended
                FROM wallet w LEFT JOIN deployment d ON d.id = w.deployment_id
                WHERE w.address = $1 AND\s""" + lease)
                .execute(Tuple.of(wallet.text()))
                .map(rows -> rows.size() == 0 ? null : record(rows.iterator().next()));
    }

    private static WalletRecord record(Row row) {
        var url = row.getString("entrance");
        var entrance = url == null ? null : Entrance.of(row.getString("deployment"), url, row.getBoolean("guarded"));
        return new WalletRecord(row.getLong("epoch"), Set.of(row.getArrayOfStrings("ended")), entrance);
    }

    @Override
    public Uni<Void> sweep(Duration unprovenFor) {
        return pool.preparedQuery("""
                WITH proofs AS (DELETE FROM used_proof WHERE expires_at < now()),
                    sessions AS (DELETE FROM ended_session WHERE expires_at < now())
                DELETE FROM wallet WHERE unproven AND deployment_id IS NULL AND authorized_at < now() - make_interval(secs => $1)""")
                .execute(Tuple.of((double) unprovenFor.toSeconds())).replaceWithVoid();
    }
}
