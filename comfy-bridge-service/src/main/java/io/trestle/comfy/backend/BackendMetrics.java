package io.trestle.comfy.backend;

import java.util.Map;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;

/** How many backends are in which state; the same on every replica. */
@ApplicationScoped
class BackendMetrics {

    private final BackendStore backends;
    private volatile Map<BackendState, Long> counts = Map.of();

    BackendMetrics(BackendStore backends, MeterRegistry registry) {
        this.backends = backends;
        for (var state : BackendState.values()) {
            Gauge.builder("trestle.comfy.backends", () -> counts.getOrDefault(state, 0L)).tag("state", state.name())
                    .description("ComfyUI servers by state").register(registry);
        }
    }

    @Scheduled(every = "5s")
    Uni<Void> look() {
        return backends.all().invoke(all -> counts = all.stream().collect(Collectors.groupingBy(Backend::state, Collectors.counting())))
                .onFailure().recoverWithNull().replaceWithVoid();
    }
}
