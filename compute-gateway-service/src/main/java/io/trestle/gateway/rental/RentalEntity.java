package io.trestle.gateway.rental;

import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.jspecify.annotations.Nullable;

/** The latest that was told of one renter's rental of one node. */
@Entity
@Table(name = "rental")
class RentalEntity {

    /** Node and renter. */
    @Id
    String id;

    @Column(name = "node_id", nullable = false)
    String nodeId;

    @Column(nullable = false)
    String renter;

    @Column(name = "ends_at")
    @Nullable
    Instant endsAt;

    @Column(name = "seen_at", nullable = false)
    Instant seenAt;
}
