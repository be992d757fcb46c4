package io.trestle.clientapi.identity;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.StreamSupport;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.trestle.runtime.secret.Sealed;
import io.trestle.runtime.secret.SecretBox;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/** The service's key pairs in the database. Replicas that start at once agree on one of each purpose: the first makes it, under a lock. */
@ApplicationScoped
class ServiceKeyStore {

    /** Any number that no other advisory lock of this schema uses. */
    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtext(current_schema()), 7301)";

    private final SecureRandom random = new SecureRandom();
    private final Pool pool;
    private final SecretBox box;
    private final Clock clock;

    ServiceKeyStore(Pool pool, SecretBox box, Clock clock) {
        this.pool = pool;
        this.box = box;
        this.clock = clock;
    }

    /** Every key, retired ones included; makes the ones that are missing. */
    Uni<List<ServiceKey>> load() {
        return read(pool.preparedQuery(READ).execute())
                .chain(keys -> complete(keys) ? Uni.createFrom().item(keys) : pool.withTransaction(this::makeMissing));
    }

    /** Retires the active key of a purpose and makes another one. */
    Uni<List<ServiceKey>> rotate(KeyPurpose purpose) {
        return pool.withTransaction(connection -> connection.query(LOCK).execute()
                .chain(() -> connection.preparedQuery("UPDATE service_key SET retired_at = $2 WHERE purpose = $1 AND retired_at IS NULL")
                        .execute(Tuple.of(purpose.name(), clock.instant().atOffset(ZoneOffset.UTC))))
                .chain(() -> insert(connection, purpose))
                .chain(() -> read(connection.preparedQuery(READ).execute())));
    }

    private static final String READ = "SELECT id, purpose, sealed_key_id, sealed, retired_at FROM service_key ORDER BY created_at";

    private Uni<List<ServiceKey>> makeMissing(SqlConnection connection) {
        return connection.query(LOCK).execute()
                .chain(() -> read(connection.preparedQuery(READ).execute()))
                .chain(keys -> Multi.createFrom().items(KeyPurpose.values())
                        .filter(purpose -> !hasActive(keys, purpose))
                        .onItem().transformToUniAndConcatenate(purpose -> insert(connection, purpose))
                        .collect().asList())
                .chain(() -> read(connection.preparedQuery(READ).execute()));
    }

    private Uni<Void> insert(SqlConnection connection, KeyPurpose purpose) {
        var key = ServiceKey.generate(purpose, newId());
        var sealed = box.seal(owner(key.id()), key.privateJson().getBytes(StandardCharsets.UTF_8));
        return connection.preparedQuery("""
                INSERT INTO service_key (id, purpose, public_jwk, sealed_key_id, sealed, created_at) VALUES ($1, $2, $3, $4, $5, $6)""")
                .execute(Tuple.of(key.id(), purpose.name(), key.publicJson(), sealed.keyId(), Buffer.buffer(sealed.bytes()))
                        .addValue(clock.instant().atOffset(ZoneOffset.UTC)))
                .replaceWithVoid();
    }

    private Uni<List<ServiceKey>> read(Uni<? extends Iterable<Row>> rows) {
        return rows.map(found -> StreamSupport.stream(found.spliterator(), false).map(this::key).toList());
    }

    private ServiceKey key(Row row) {
        var id = row.getString("id");
        var plain = box.open(owner(id), new Sealed(row.getString("sealed_key_id"), row.getBuffer("sealed").getBytes()));
        var retiredAt = row.getOffsetDateTime("retired_at");
        return ServiceKey.parse(KeyPurpose.valueOf(row.getString("purpose")), retiredAt == null ? null : retiredAt.toInstant(),
                new String(plain, StandardCharsets.UTF_8));
    }

    private static boolean complete(List<ServiceKey> keys) {
        return List.of(KeyPurpose.values()).stream().allMatch(purpose -> hasActive(keys, purpose));
    }

    private static boolean hasActive(List<ServiceKey> keys, KeyPurpose purpose) {
        return keys.stream().anyMatch(key -> key.active() && key.purpose() == purpose);
    }

    private static String owner(String id) {
        return "service-key/" + id;
    }

    private String newId() {
        var bytes = new byte[8];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
