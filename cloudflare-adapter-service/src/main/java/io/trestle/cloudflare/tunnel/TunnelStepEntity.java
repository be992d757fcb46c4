package io.trestle.cloudflare.tunnel;

import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.jspecify.annotations.Nullable;

/** One line of a tunnel's history. Never changed. */
@Entity
@Table(name = "tunnel_step")
class TunnelStepEntity {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Column(name = "id")
    @Nullable
    Long id;
    @Column(name = "model_id")
    String modelId;
    @Column(name = "request_id")
    String requestId;
    @Column(name = "at")
    Instant at;
    /** The state whose step was taken. */
    @Column(name = "step")
    String step;
    /** {@code DONE}, {@code DIFFERS} or the failure's code. */
    @Column(name = "outcome")
    String outcome;
    @Column(name = "detail")
    String detail;
    @Column(name = "attempt")
    int attempt;
}
