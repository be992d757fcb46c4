package io.trestle.clientapi.registration;

import java.io.Serializable;
import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

import org.jspecify.annotations.Nullable;

import io.vertx.core.json.JsonObject;

/** One version of a model's signature; never changed. */
@Entity
@Table(name = "signature_version")
@IdClass(SignatureVersionEntity.Key.class)
class SignatureVersionEntity {

    /** The composite key. */
    record Key(String modelId, int version) implements Serializable {
    }

    @Id
    @Column(name = "model_id")
    String modelId;

    @Id
    int version;

    /** What the client sent. Vert.x's JSON type is the one that the reactive driver binds as jsonb. */
    @Column(updatable = false)
    JsonObject document;

    @Column(updatable = false)
    @Nullable
    JsonObject comparison;

    @Column(name = "created_at", updatable = false)
    Instant createdAt;
}
