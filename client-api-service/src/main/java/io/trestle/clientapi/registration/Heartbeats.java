package io.trestle.clientapi.registration;

import java.time.Clock;
import java.time.Instant;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.trestle.clientapi.platform.StrictJson;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.ProblemException;

/** Notes that a model's client is alive; only the last time is kept. */
@ApplicationScoped
class Heartbeats {

    private static final int LONGEST_STATUS = 40;

    private final StrictJson json;
    private final ModelRepository models;
    private final Clock clock;

    Heartbeats(StrictJson json, ModelRepository models, Clock clock) {
        this.json = json;
        this.models = models;
        this.clock = clock;
    }

    /** @return fails with {@code MALFORMED_JSON}, {@code VALIDATION_FAILED} or {@code NOT_FOUND} */
    Uni<HeartbeatResource.Noted.Data> note(String tenant, byte[] body) {
        var beat = json.read(body);
        // the client keeps the id as it was answered, and an id that is all digits may become a number on the way
        var id = beat.path("model_id").asText();
        var status = status(beat.path("status"));
        if (id.isEmpty()) {
            throw new ProblemException(ProblemType.VALIDATION_FAILED, "model_id is missing");
        }
        return Panache.withTransaction(() -> models.of(tenant, id).map(model -> note(model, status, clock.instant())));
    }

    private static String status(JsonNode declared) {
        var status = declared.isMissingNode() ? "active" : declared.asText();
        if (status.isBlank() || status.length() > LONGEST_STATUS) {
            throw new ProblemException(ProblemType.VALIDATION_FAILED, "status has 1 to " + LONGEST_STATUS + " characters");
        }
        return status;
    }

    private static HeartbeatResource.Noted.Data note(ModelEntity model, String status, Instant now) {
        model.heartbeatAt = now;
        model.heartbeatStatus = status;
        return new HeartbeatResource.Noted.Data(model.id, status, now);
    }
}
