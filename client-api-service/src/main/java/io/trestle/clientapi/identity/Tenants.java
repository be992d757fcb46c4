package io.trestle.clientapi.identity;

import java.time.Clock;
import java.time.Instant;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import com.google.re2j.Pattern;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.ProblemException;

/** Those who own models. */
@ApplicationScoped
class Tenants {

    private static final Pattern ID = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final int LONGEST_NAME = 200;

    private final TenantRepository tenants;
    private final Clock clock;

    Tenants(TenantRepository tenants, Clock clock) {
        this.tenants = tenants;
        this.clock = clock;
    }

    /** A tenant as operators see it. */
    record View(String id, String name, Instant createdAt) {

        static View of(TenantEntity tenant) {
            return new View(tenant.id, tenant.name, tenant.createdAt);
        }
    }

    /** @return fails with {@code VALIDATION_FAILED} or {@code NAME_TAKEN} */
    Uni<View> create(@Nullable String id, @Nullable String name) {
        if (id == null || !ID.matches(id)) {
            throw new ProblemException(ProblemType.VALIDATION_FAILED,
                    "The id of a tenant is 1 to 63 lower-case letters, digits and hyphens, without a hyphen at either end");
        }
        if (name != null && (name.isBlank() || name.length() > LONGEST_NAME)) {
            throw new ProblemException(ProblemType.VALIDATION_FAILED, "The name of a tenant has 1 to " + LONGEST_NAME + " characters");
        }
        return Panache.withTransaction(() -> tenants.findById(id).chain(known -> {
            if (known != null) {
                throw new ProblemException(ProblemType.NAME_TAKEN, "There is a tenant '" + id + "'");
            }
            return tenants.persist(tenant(id, name == null ? id : name));
        })).map(View::of);
    }

    Uni<List<View>> list() {
        return Panache.withSession(tenants::inOrder).map(found -> found.stream().map(View::of).toList());
    }

    private TenantEntity tenant(String id, String name) {
        var tenant = new TenantEntity();
        tenant.id = id;
        tenant.name = name;
        tenant.createdAt = clock.instant();
        return tenant;
    }
}
