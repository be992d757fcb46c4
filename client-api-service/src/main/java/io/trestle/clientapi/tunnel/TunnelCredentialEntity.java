package io.trestle.clientapi.tunnel;

import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A tunnel's credential, sealed. */
@Entity
@Table(name = "tunnel_credential")
class TunnelCredentialEntity {

    @Id
    @Column(name = "model_id")
    String modelId;

    @Column(name = "sealed_key_id")
    String sealedKeyId;

    @Column
    byte[] sealed;

    @Column(name = "received_at")
    Instant receivedAt;
}
