package io.trestle.cloudflare.tunnel;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.hibernate.LockMode;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.trestle.cloudflare.saga.StoredState;
import io.trestle.cloudflare.tunnel.TunnelEntity.Pooling;
import io.trestle.runtime.lease.Lease;
import io.trestle.runtime.lease.LeasedTable;

/** Tunnels, what is asked of them, and their history; in the session of the caller. */
@ApplicationScoped
class TunnelRepository {

    /** Locks the row until the transaction ends: whoever changes a tunnel or its requests holds it. */
    Uni<@Nullable TunnelEntity> lock(String modelId) {
        return session(session -> session.find(TunnelEntity.class, modelId, LockMode.PESSIMISTIC_WRITE));
    }

    Uni<@Nullable TunnelEntity> find(String modelId) {
        return session(session -> session.find(TunnelEntity.class, modelId));
    }

    Uni<@Nullable TunnelRequestEntity> request(String modelId, String requestId) {
        return session(session -> session.createSelectionQuery(
                "FROM TunnelRequestEntity WHERE modelId = :model AND requestId = :request", TunnelRequestEntity.class)
                .setParameter("model", modelId).setParameter("request", requestId).getSingleResultOrNull());
    }

    Uni<@Nullable TunnelRequestEntity> request(long seq) {
        return session(session -> session.find(TunnelRequestEntity.class, seq));
    }

    /** In the order of arrival. */
    Uni<List<TunnelRequestEntity>> openRequests(String modelId) {
        return session(session -> session.createSelectionQuery(
                "FROM TunnelRequestEntity WHERE modelId = :model AND answeredAt IS NULL ORDER BY seq", TunnelRequestEntity.class)
                .setParameter("model", modelId).getResultList());
    }

    /** In the order of their model ids, from after the one given. */
    Uni<List<TunnelEntity>> page(@Nullable String tenant, String after, int limit) {
        return session(session -> {
            var query = session.createSelectionQuery("FROM TunnelEntity WHERE modelId > :after"
                    + (tenant == null ? "" : " AND tenant = :tenant") + " ORDER BY modelId", TunnelEntity.class)
                    .setParameter("after", after).setMaxResults(limit);
            return (tenant == null ? query : query.setParameter("tenant", tenant)).getResultList();
        });
    }

    /** What is being worked on, by model id: the oldest open request of each. */
    Uni<Map<String, RequestKind>> asked(List<String> modelIds) {
        return session(session -> session.createSelectionQuery(
                "FROM TunnelRequestEntity WHERE modelId IN (:models) AND answeredAt IS NULL ORDER BY seq", TunnelRequestEntity.class)
                .setParameter("models", modelIds).getResultList())
                .map(open -> open.stream()
                        .collect(Collectors.toMap(request -> request.modelId, request -> request.kind, (first, later) -> first)));
    }

    /** The models that something is asked of. */
    Uni<Set<String>> busy() {
        return session(session -> session.createSelectionQuery(
                "SELECT DISTINCT modelId FROM TunnelRequestEntity WHERE answeredAt IS NULL", String.class).getResultList())
                .map(Set::copyOf);
    }

    /** How far the tunnels of the pool are that nobody has. */
    Uni<List<StoredState>> offered() {
        return session(session -> session.createSelectionQuery("SELECT storedState FROM TunnelEntity WHERE pooling = :offered",
                StoredState.class).setParameter("offered", Pooling.OFFERED).getResultList());
    }

    /** Those that stand. */
    Uni<List<TunnelEntity>> unlabelled(int limit) {
        return session(session -> session.createSelectionQuery(
                "FROM TunnelEntity WHERE pooling = :claimed AND storedState = :standing ORDER BY updatedAt", TunnelEntity.class)
                .setParameter("claimed", Pooling.CLAIMED).setParameter("standing", StoredState.PROVISIONED)
                .setMaxResults(limit).getResultList());
    }

    /** What was removed before it was labelled needs no label. */
    Uni<Void> forgetLabelsOfAbsent() {
        return session(session -> session.createMutationQuery(
                "UPDATE TunnelEntity SET pooling = NULL WHERE pooling = :claimed AND storedState = :absent")
                .setParameter("claimed", Pooling.CLAIMED).setParameter("absent", StoredState.ABSENT).executeUpdate()).replaceWithVoid();
    }

    /** Locks the row of a lease; false where it has passed on. */
    Uni<Boolean> holds(Lease lease, LeasedTable table) {
        return session(session -> session.createNativeQuery("SELECT 1 FROM " + table.table() + " WHERE " + table.idColumn()
                + " = :id AND leased_by = :token FOR UPDATE", Integer.class)
                .setParameter("id", lease.id()).setParameter("token", lease.token()).getResultList())
                .map(rows -> !rows.isEmpty());
    }

    /** Newest first. */
    Uni<List<TunnelStepEntity>> history(String modelId, int limit) {
        return session(session -> session.createSelectionQuery("FROM TunnelStepEntity WHERE modelId = :model ORDER BY id DESC",
                TunnelStepEntity.class).setParameter("model", modelId).setMaxResults(limit).getResultList());
    }

    Uni<Void> add(Object entity) {
        return session(session -> session.persist(entity));
    }

    Uni<Void> flush() {
        return session(Mutiny.Session::flush);
    }

    private static <T> Uni<T> session(Function<Mutiny.Session, Uni<T>> work) {
        return Panache.getSession().chain(work::apply);
    }
}
