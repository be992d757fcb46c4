package io.trestle.clientapi.identity;

import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** Someone who owns models. */
@Entity
@Table(name = "tenant")
class TenantEntity {

    @Id
    String id;

    @Column
    String name;

    @Column(name = "created_at", updatable = false)
    Instant createdAt;
}
