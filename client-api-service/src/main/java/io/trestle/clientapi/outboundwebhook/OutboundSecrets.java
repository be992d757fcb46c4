package io.trestle.clientapi.outboundwebhook;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.random.RandomGenerator;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.trestle.runtime.secret.Sealed;
import io.trestle.runtime.secret.SecretBox;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

/** The secrets that sign a tenant's webhooks. The first is made when it is needed. */
@ApplicationScoped
class OutboundSecrets {

    /** The specification asks for 24 to 64 bytes. */
    private static final int BYTES = 32;

    private static final String IN_USE = """
            SELECT version, sealed_key_id, sealed FROM outbound_secret
            WHERE tenant = $1 AND (expires_at IS NULL OR expires_at > now()) ORDER BY version DESC""";

    private static final String FIRST = """
            INSERT INTO outbound_secret (tenant, version, sealed_key_id, sealed, created_at) VALUES ($1, 1, $2, $3, now())
            ON CONFLICT DO NOTHING""";

    private static final String ROTATE = """
            WITH replaced AS (
                UPDATE outbound_secret SET expires_at = $4 WHERE tenant = $1 AND expires_at IS NULL RETURNING version)
            INSERT INTO outbound_secret (tenant, version, sealed_key_id, sealed, created_at)
            SELECT $1, version + 1, $2, $3, now() FROM replaced ON CONFLICT DO NOTHING""";

    private final Pool pool;
    private final SecretBox box;
    private final OutboundWebhookConfig config;
    private final RandomGenerator random;
    private final Clock clock;

    OutboundSecrets(Pool pool, SecretBox box, OutboundWebhookConfig config, RandomGenerator random, Clock clock) {
        this.pool = pool;
        this.box = box;
        this.config = config;
        this.random = random;
        this.clock = clock;
    }

    /** The one in force first, then those that it replaced not long ago. */
    Uni<List<byte[]>> inUse(String tenant) {
        return read(tenant).chain(found -> found.isEmpty() ? create(tenant).chain(() -> read(tenant)) : Uni.createFrom().item(found));
    }

    /** A new secret; the one before signs beside it for a while. */
    Uni<List<byte[]>> rotate(String tenant) {
        var sealed = fresh(tenant);
        var expiry = clock.instant().plus(config.rotationOverlap()).atOffset(ZoneOffset.UTC);
        return inUse(tenant)
                .chain(() -> pool.preparedQuery(ROTATE).execute(Tuple.of(tenant, sealed.keyId(), Buffer.buffer(sealed.bytes()), expiry)))
                .chain(() -> inUse(tenant));
    }

    /** As receivers and libraries take it. */
    static String text(byte[] secret) {
        return "whsec_" + Base64.getEncoder().encodeToString(secret);
    }

    private Uni<Void> create(String tenant) {
        var sealed = fresh(tenant);
        return pool.preparedQuery(FIRST).execute(Tuple.of(tenant, sealed.keyId(), Buffer.buffer(sealed.bytes()))).replaceWithVoid();
    }

    private Uni<List<byte[]>> read(String tenant) {
        return pool.preparedQuery(IN_USE).execute(Tuple.of(tenant))
                .map(rows -> rows.stream().map(row -> open(tenant, row)).toList());
    }

    private Sealed fresh(String tenant) {
        var secret = new byte[BYTES];
        random.nextBytes(secret);
        return box.seal(owner(tenant), secret);
    }

    private byte[] open(String tenant, Row row) {
        return box.open(owner(tenant), new Sealed(row.getString("sealed_key_id"), row.getBuffer("sealed").getBytes()));
    }

    private static String owner(String tenant) {
        return "outbound-webhooks/" + tenant;
    }
}
