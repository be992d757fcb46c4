package io.trestle.cloudflare.budget;

import java.time.Duration;
import java.time.Instant;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.smallrye.mutiny.Uni;
import io.trestle.runtime.identity.OperatorOnly;

/** How many calls are left. */
@Path("/tunnels/budget")
@Tag(name = "Tunnels")
@OperatorOnly
class BudgetResource {

    /**
     * @param calls left now, of all replicas; what a replica holds as its portion counts as used
     * @param limit calls in one window
     * @param reserved calls that sweeps leave to users
     * @param blockedUntil Cloudflare answers nothing before; absent where it answers
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Budget(int calls, int limit, Duration window, int reserved, @Nullable Instant blockedUntil) {
    }

    private final BudgetStore store;
    private final BudgetConfig config;

    BudgetResource(BudgetStore store, BudgetConfig config) {
        this.store = store;
        this.config = config;
    }

    @GET
    @Operation(summary = "How many calls to Cloudflare are left")
    public Uni<Budget> get() {
        return store.look().map(level -> new Budget((int) level.calls(), config.calls(), config.window(),
                (int) (config.calls() * config.reserve()), level.blockedFor() == null ? null : level.blockedUntil()));
    }
}
