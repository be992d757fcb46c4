package io.trestle.dbc.credential;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;

import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.trestle.dbc.credential.CredentialEntity.Kind;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.ProblemException;
import io.trestle.runtime.secret.SecretBox;

/** The stored credentials. Secrets are open only while a call is signed. */
@ApplicationScoped
public class Credentials {

    private final SecretBox box;
    private final Clock clock;

    Credentials(SecretBox box, Clock clock) {
        this.box = box;
        this.clock = clock;
    }

    /** What a VM needs to know of its credential: the tenant's, of this name or id, for this node; fails with {@code VALIDATION_FAILED}. In the current session. */
    public Uni<String> idOf(String tenant, String nodeId, String nameOrId) {
        return Panache.getSession().chain(session -> session.createSelectionQuery(
                "FROM CredentialEntity WHERE tenant = :tenant AND nodeId = :node AND (name = :name OR id = :name)", CredentialEntity.class)
                .setParameter("tenant", tenant).setParameter("node", nodeId).setParameter("name", nameOrId).getResultList())
                .map(found -> {
                    if (found.isEmpty() || found.get(0).kind == Kind.UNSIGNED) {
                        throw new ProblemException(ProblemType.VALIDATION_FAILED, found.isEmpty()
                                ? "You have no such credential for this node; POST /credentials stores one"
                                : "The session of this credential is not signed yet; POST /credentials/{id}/sign");
                    }
                    return found.get(0).id;
                });
    }

    /** Members of a body that say who asks, made for one call. */
    public Uni<ObjectNode> members(String credentialId) {
        return Panache.withSession(() -> Panache.getSession().chain(session -> session.find(CredentialEntity.class, credentialId)))
                .map(entity -> opened(entity).members());
    }

    /** Where the renter knows it, or the node told: the end of the rental. In the current session. */
    public Uni<@Nullable Instant> rentalEnd(String credentialId) {
        return find(credentialId).map(entity -> entity == null ? null : entity.rentalEndsAt);
    }

    Secret opened(CredentialEntity entity) {
        return new Secret(entity.kind, new String(box.open(entity.id, entity.sealed()), US_ASCII), entity.rentOrder);
    }

    CredentialEntity sealed(String tenant, NewCredential given, Kind kind, @Nullable String wallet, String secret) {
        var entity = new CredentialEntity();
        entity.id = UUID.randomUUID().toString();
        entity.tenant = tenant;
        entity.nodeId = given.nodeId();
        entity.name = given.name();
        entity.kind = kind;
        entity.wallet = wallet;
        entity.rentOrder = given.rentOrder();
        entity.rentalEndsAt = given.rentalEndsAt();
        entity.createdAt = clock.instant();
        entity.seal(box.seal(entity.id, secret.getBytes(US_ASCII)));
        return entity;
    }

    void reseal(CredentialEntity entity, Kind kind, String secret) {
        entity.kind = kind;
        entity.seal(box.seal(entity.id, secret.getBytes(US_ASCII)));
    }

    Uni<@Nullable CredentialEntity> find(String id) {
        return Panache.getSession().chain(session -> session.find(CredentialEntity.class, id));
    }

    Uni<@Nullable CredentialEntity> lock(String id) {
        return Panache.getSession().chain(session -> session.find(CredentialEntity.class, id, LockModeType.PESSIMISTIC_WRITE));
    }

    Uni<List<CredentialEntity>> of(String tenant) {
        return Panache.getSession().chain(session -> session.createSelectionQuery(
                "FROM CredentialEntity WHERE tenant = :tenant ORDER BY createdAt, id", CredentialEntity.class)
                .setParameter("tenant", tenant).getResultList());
    }

    Uni<List<CredentialEntity>> ofNode(String nodeId) {
        return Panache.getSession().chain(session -> session.createSelectionQuery(
                "FROM CredentialEntity WHERE nodeId = :node AND kind <> :unsigned ORDER BY id", CredentialEntity.class)
                .setParameter("node", nodeId).setParameter("unsigned", Kind.UNSIGNED).getResultList());
    }

    /** A name that is taken fails with {@code NAME_TAKEN}. */
    Uni<Void> add(CredentialEntity entity) {
        return Panache.getSession().chain(session -> session.createSelectionQuery(
                "SELECT count(*) FROM CredentialEntity WHERE tenant = :tenant AND nodeId = :node AND name = :name", Long.class)
                .setParameter("tenant", entity.tenant).setParameter("node", entity.nodeId).setParameter("name", entity.name)
                .getSingleResult()
                .chain(taken -> taken > 0
                        ? Uni.createFrom()
                                .failure(new ProblemException(ProblemType.NAME_TAKEN, "You have a credential of this name for this node"))
                        : session.persist(entity).chain(session::flush)));
    }

    Uni<Boolean> isUsed(String id) {
        return Panache.getSession().chain(session -> session
                .createNativeQuery("SELECT count(*) FROM vm WHERE credential_id = :id", Long.class).setParameter("id", id)
                .getSingleResult())
                .map(count -> count > 0);
    }

    Uni<Void> remove(CredentialEntity entity) {
        return Panache.getSession().chain((Mutiny.Session session) -> session.remove(entity));
    }
}
