package io.trestle.clientapi.tunnel;

import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;

/** The audit of credentials; only ever added to. */
@ApplicationScoped
class CredentialIssueRepository implements PanacheRepositoryBase<CredentialIssueEntity, UUID> {
}
