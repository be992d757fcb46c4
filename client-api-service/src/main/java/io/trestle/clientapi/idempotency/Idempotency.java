package io.trestle.clientapi.idempotency;

import java.time.Clock;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;

import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.ProblemException;
import io.vertx.mutiny.sqlclient.Pool;

/** Does the work of a key once, and gives every repetition the first one's result. */
@ApplicationScoped
public class Idempotency {

    private final IdempotencyConfig config;
    private final Pool pool;
    private final Clock clock;

    Idempotency(IdempotencyConfig config, Pool pool, Clock clock) {
        this.config = config;
        this.pool = pool;
        this.clock = clock;
    }

    /**
     * Inside the transaction of the current session. A second request with the key waits at the row of the first until that commits.
     *
     * @param work gives a reference to what it made, from which the answer can be built again; runs where the key is new, or null
     * @return the reference, of this request or of the first with the key; fails with {@code IDEMPOTENCY_CONFLICT}
     */
    public Uni<String> once(@Nullable IdempotencyKey key, Supplier<Uni<String>> work) {
        if (key == null) {
            return work.get();
        }
        return Panache.getSession().chain(session -> claim(session, key)
                .chain(claimed -> claimed ? work.get().call(result -> complete(session, key, result)) : resultOf(session, key)));
    }

    private Uni<Boolean> claim(Mutiny.Session session, IdempotencyKey key) {
        return session.createNativeQuery("""
                INSERT INTO idempotency (tenant, key, fingerprint, expires_at) VALUES (:tenant, :key, :fingerprint, :expiry)
                ON CONFLICT (tenant, key) DO UPDATE SET fingerprint = EXCLUDED.fingerprint, result = NULL, expires_at = EXCLUDED.expires_at
                WHERE idempotency.expires_at <= :now""")
                .setParameter("tenant", key.tenant())
                .setParameter("key", key.key())
                .setParameter("fingerprint", key.fingerprint())
                .setParameter("expiry", clock.instant().plus(config.retention()))
                .setParameter("now", clock.instant())
                .executeUpdate().map(rows -> rows == 1);
    }

    private static Uni<Void> complete(Mutiny.Session session, IdempotencyKey key, String result) {
        return session.createNativeQuery("UPDATE idempotency SET result = :result WHERE tenant = :tenant AND key = :key")
                .setParameter("result", result)
                .setParameter("tenant", key.tenant())
                .setParameter("key", key.key())
                .executeUpdate().replaceWithVoid();
    }

    private static Uni<String> resultOf(Mutiny.Session session, IdempotencyKey key) {
        return session
                .createNativeQuery("SELECT fingerprint, result FROM idempotency WHERE tenant = :tenant AND key = :key", Object[].class)
                .setParameter("tenant", key.tenant())
                .setParameter("key", key.key())
                .getSingleResult().map(row -> {
                    if (!key.fingerprint().equals(row[0])) {
                        throw new ProblemException(ProblemType.IDEMPOTENCY_CONFLICT,
                                "This Idempotency-Key was used for another request; use a new key for each request");
                    }
                    return String.valueOf(row[1]);
                });
    }

    @Scheduled(every = "1h", delayed = "2m")
    Uni<Void> forget() {
        return pool.query("DELETE FROM idempotency WHERE expires_at <= now()").execute().replaceWithVoid();
    }
}
