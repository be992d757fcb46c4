package io.trestle.clientapi.identity;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.trestle.runtime.identity.ApiKeys;
import io.trestle.runtime.identity.Caller;
import io.trestle.runtime.notify.Notifications;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/** Finds out whose an API key is: one of the two from the environment, or one from the database, where only hashes are. */
@ApplicationScoped
class ApiKeyDirectory implements ApiKeys {

    static final String CHANNEL = "api_key";
    private static final Logger LOG = Logger.getLogger(ApiKeyDirectory.class);
    /** More keys than are in use at once, and little memory. */
    private static final int CACHED = 10_000;

    private final Map<String, Caller> fromEnvironment = new HashMap<>();
    private final Cache<String, Caller> known;
    private final Notifications notifications;
    private final Pool pool;

    ApiKeyDirectory(IdentityConfig config, Notifications notifications, Pool pool) {
        this.notifications = notifications;
        this.pool = pool;
        known = Caffeine.newBuilder().maximumSize(CACHED).expireAfterWrite(config.keyCache()).build();
        add("trestle.identity.operator-key", config.operatorKey(), caller("operator", true));
        add("trestle.identity.local-key", config.localKey(), caller("local", false));
    }

    private void add(String property, Optional<String> key, Caller caller) {
        key.map(String::strip).filter(text -> !text.isEmpty()).ifPresent(text -> {
            if (text.length() < ApiKey.SHORTEST || text.length() > ApiKey.LONGEST) {
                throw new IllegalStateException(property + " must have " + ApiKey.SHORTEST + " to " + ApiKey.LONGEST + " characters");
            }
            fromEnvironment.put(new ApiKey(text).hash(), caller);
        });
    }

    void listen(@Observes StartupEvent started) {
        // an empty payload says that notifications may have been missed: then, too, nothing that is cached is certain
        notifications.on(CHANNEL).subscribe().with(changed -> known.invalidateAll(),
                failure -> LOG.error("Revocations are noticed late from now on", failure));
    }

    @Override
    public Uni<Caller> authenticate(String apiKey) {
        if (apiKey.length() < ApiKey.SHORTEST || apiKey.length() > ApiKey.LONGEST) {
            return Uni.createFrom().nullItem();
        }
        var hash = new ApiKey(apiKey).hash();
        for (var each : fromEnvironment.entrySet()) {
            if (ApiKey.same(hash, each.getKey())) {
                return Uni.createFrom().item(each.getValue());
            }
        }
        var cached = known.getIfPresent(hash);
        return cached == null ? lookUp(hash) : Uni.createFrom().item(cached);
    }

    private Uni<Caller> lookUp(String hash) {
        return pool.preparedQuery("SELECT hash, tenant, operator FROM api_key WHERE lookup = $1 AND revoked_at IS NULL")
                .execute(Tuple.of(ApiKey.lookup(hash)))
                .map(rows -> match(rows, hash))
                .onItem().ifNotNull().invoke(caller -> known.put(hash, caller));
    }

    private static @Nullable Caller match(RowSet<Row> rows, String hash) {
        for (var row : rows) {
            if (ApiKey.same(hash, row.getString("hash"))) {
                return caller(row.getString("tenant"), row.getBoolean("operator"));
            }
        }
        return null;
    }

    private static Caller caller(String tenant, boolean operator) {
        return new Caller(tenant, operator ? Set.of(Caller.USER, Caller.OPERATOR) : Set.of(Caller.USER));
    }
}
