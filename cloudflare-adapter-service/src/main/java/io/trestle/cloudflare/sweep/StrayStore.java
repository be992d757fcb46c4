package io.trestle.cloudflare.sweep;

import java.time.ZoneOffset;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

/** What the last drift sweep found. */
@ApplicationScoped
class StrayStore {

    private final Pool pool;

    StrayStore(Pool pool) {
        this.pool = pool;
    }

    Uni<Void> replace(List<Stray> strays) {
        return pool.withTransaction(transaction -> transaction.query("DELETE FROM stray").execute()
                .chain(() -> strays.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : transaction.preparedQuery("INSERT INTO stray VALUES ($1, $2, $3, $4, $5, $6, $7)")
                                .executeBatch(strays.stream().map(StrayStore::values).toList()).replaceWithVoid()));
    }

    /** @param tenant null for all */
    Uni<List<Stray>> list(@Nullable String tenant) {
        return pool.preparedQuery("SELECT * FROM stray WHERE $1::text IS NULL OR tenant = $1 ORDER BY kind, name")
                .execute(Tuple.of(tenant)).map(rows -> rows.stream().map(StrayStore::stray).toList());
    }

    private static Tuple values(Stray stray) {
        return Tuple.from(new Object[]{stray.kind(), stray.cloudflareId(), stray.name(), stray.detail(), stray.modelId(), stray.tenant(),
                stray.observedAt().atOffset(ZoneOffset.UTC)});
    }

    private static Stray stray(Row row) {
        return new Stray(row.getString("kind"), row.getString("cloudflare_id"), row.getString("name"), row.getString("detail"),
                row.getString("model_id"), row.getString("tenant"), row.getOffsetDateTime("observed_at").toInstant());
    }
}
