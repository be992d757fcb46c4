package io.trestle.cloudflare.tunnel;

import java.util.List;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import org.hibernate.LockMode;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;

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
