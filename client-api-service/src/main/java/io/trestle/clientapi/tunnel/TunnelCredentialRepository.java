package io.trestle.clientapi.tunnel;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;

/** Sealed credentials by model id. */
@ApplicationScoped
class TunnelCredentialRepository implements PanacheRepositoryBase<TunnelCredentialEntity, String> {
}
