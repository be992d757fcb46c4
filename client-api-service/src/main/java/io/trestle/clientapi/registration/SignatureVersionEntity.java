package io.trestle.clientapi.registration;

import java.io.Serializable;
import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

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

    /** What the client sent, as JSON text. */
    @JdbcTypeCode(SqlTypes.JSON)
    @Column(updatable = false)
    String document;

    /** JSON text. */
    @JdbcTypeCode(SqlTypes.JSON)
    @Column(updatable = false)
    @Nullable
    String comparison;

    @Column(name = "created_at", updatable = false)
    Instant createdAt;
}
