package io.trestle.clientapi.registration;

import java.time.Clock;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.smallrye.mutiny.Uni;
import io.trestle.clientapi.compatibility.Comparison;
import io.trestle.clientapi.signature.SignatureReader;

/** The history of a model's signature. What touches the database runs in the current session. */
@ApplicationScoped
class SignatureVersions {

    private final SignatureVersionRepository versions;
    private final SignatureReader reader;
    private final ObjectMapper json;
    private final Clock clock;

    SignatureVersions(SignatureVersionRepository versions, SignatureReader reader, ObjectMapper json, Clock clock) {
        this.versions = versions;
        this.reader = reader;
        this.json = json;
        this.clock = clock;
    }

    /**
     * Stores what the client sent as the version that the model has in force.
     *
     * @param comparison against the version before it; null for the first
     */
    Uni<SignatureVersionEntity> add(ModelEntity model, RegistrationDocument document, @Nullable Comparison comparison) {
        var version = new SignatureVersionEntity();
        version.modelId = model.id;
        version.version = model.version;
        version.document = document.json();
        version.comparison = comparison == null ? null : text(comparison);
        version.createdAt = clock.instant();
        return versions.persist(version);
    }

    /** The oldest first. */
    Uni<List<SignatureVersionEntity>> history(String modelId) {
        return versions.history(modelId);
    }

    Uni<SignatureVersionEntity> inForce(ModelEntity model) {
        return versions.find(model.id, model.version);
    }

    Uni<SignatureVersionEntity> find(String modelId, int version) {
        return versions.find(modelId, version);
    }

    SignatureReader.Reading read(SignatureVersionEntity version) {
        return reader.reread(document(version));
    }

    JsonNode document(SignatureVersionEntity version) {
        return parse(version.document, JsonNode.class);
    }

    /** @return null for the first version */
    @Nullable
    Comparison comparison(SignatureVersionEntity version) {
        return version.comparison == null ? null : parse(version.comparison, Comparison.class);
    }

    private <T> T parse(String stored, Class<T> type) {
        try {
            return json.readValue(stored, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A stored signature is no JSON", e);
        }
    }

    private String text(Comparison comparison) {
        try {
            return json.writeValueAsString(comparison);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A comparison cannot be written", e);
        }
    }
}
