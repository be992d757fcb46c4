package io.trestle.clientapi.identity;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.notify.Notifications;
import io.trestle.runtime.problem.ProblemException;

/** Makes, lists and revokes API keys. */
@ApplicationScoped
class ApiKeyIssue {

    private static final Logger LOG = Logger.getLogger(ApiKeyIssue.class);
    private static final int LONGEST_LABEL = 200;

    private final TenantRepository tenants;
    private final ApiKeyRepository keys;
    private final Notifications notifications;
    private final RandomGenerator random;
    private final Clock clock;

    ApiKeyIssue(TenantRepository tenants, ApiKeyRepository keys, Notifications notifications, RandomGenerator random, Clock clock) {
        this.tenants = tenants;
        this.keys = keys;
        this.notifications = notifications;
        this.random = random;
        this.clock = clock;
    }

    /**
     * An API key as its owner sees it.
     *
     * @param key the key itself, only in the answer that makes it
     * @param hint its first characters
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record View(String id, String tenant, String label, boolean operator, @Nullable String key, String hint, Instant createdAt,
            @Nullable Instant revokedAt) {

        static View of(ApiKeyEntity entity, @Nullable String key) {
            return new View(entity.id, entity.tenant, entity.label, entity.operator, key, entity.hint, entity.createdAt, entity.revokedAt);
        }

        @Override
        public String toString() {
            return "ApiKey[" + id + " of " + tenant + "]";
        }
    }

    /** @return fails with {@code NOT_FOUND} where there is no such tenant */
    Uni<View> create(String tenant, @Nullable String label, boolean operator) {
        if (label != null && label.length() > LONGEST_LABEL) {
            throw new ProblemException(ProblemType.VALIDATION_FAILED, "The label of a key has at most " + LONGEST_LABEL + " characters");
        }
        var key = ApiKey.generate(random);
        return Panache.withTransaction(() -> tenants.findById(tenant)
                .onItem().ifNull().failWith(() -> new ProblemException(ProblemType.NOT_FOUND, "There is no such tenant"))
                .chain(() -> keys.persist(entity(key, tenant, label == null ? "" : label, operator))))
                .invoke(made -> LOG.infof("API key %s of tenant %s made", made.id, tenant))
                .map(made -> View.of(made, key.text()));
    }

    Uni<List<View>> list(String tenant) {
        return Panache.withSession(() -> keys.ofTenant(tenant)).map(found -> found.stream().map(key -> View.of(key, null)).toList());
    }

    /** From the commit on, on every replica. Without effect on a revoked key; fails with {@code NOT_FOUND}. */
    Uni<Void> revoke(String tenant, String id) {
        return Panache.withTransaction(() -> keys.of(tenant, id)
                .onItem().ifNull().failWith(() -> new ProblemException(ProblemType.NOT_FOUND, "There is no such API key"))
                .invoke(key -> key.revokedAt = key.revokedAt == null ? clock.instant() : key.revokedAt)
                .chain(key -> notifications.send(ApiKeyDirectory.CHANNEL, key.id)))
                .invoke(() -> LOG.infof("API key %s of tenant %s revoked", id, tenant));
    }

    private ApiKeyEntity entity(ApiKey key, String tenant, String label, boolean operator) {
        var hash = key.hash();
        var entity = new ApiKeyEntity();
        entity.id = "key-" + Long.toUnsignedString(random.nextLong(), Character.MAX_RADIX);
        entity.tenant = tenant;
        entity.label = label;
        entity.operator = operator;
        entity.hint = key.hint();
        entity.lookup = ApiKey.lookup(hash);
        entity.hash = hash;
        entity.createdAt = clock.instant();
        return entity;
    }
}
