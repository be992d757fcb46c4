package io.trestle.clientapi.tunnel;

import java.time.Instant;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** Notes that a credential left the service. */
@Entity
@Table(name = "credential_issue")
class CredentialIssueEntity {

    @Id
    UUID id;

    @Column(name = "model_id", updatable = false)
    String modelId;

    @Column(updatable = false)
    String tenant;

    @Enumerated(EnumType.STRING)
    @Column(updatable = false)
    CredentialCause cause;

    @Column(name = "issued_at", updatable = false)
    Instant issuedAt;
}
