package io.trestle.clientapi.tunnel;

import java.util.random.RandomGenerator;

import jakarta.enterprise.context.ApplicationScoped;

import org.hibernate.reactive.mutiny.Mutiny;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.trestle.model.ModelId;
import io.trestle.model.tunnel.TunnelPooled;
import io.trestle.runtime.inbox.PoisonRecordException;

/**
 * Model ids whose tunnels the adapter made ahead. An id is drawn once: its row goes in the transaction that stores the model, and is back where
 * that is undone. Every method runs in the transaction of the current session.
 */
@ApplicationScoped
public class TunnelOffers {

    // An offer may come again after its id was drawn, while that transaction is not committed: so each draw looks for a tunnel too.
    private static final String DRAW = """
            DELETE FROM tunnel_offer WHERE model_id = (
                SELECT offer.model_id FROM tunnel_offer offer
                WHERE NOT EXISTS (SELECT FROM tunnel WHERE tunnel.model_id = offer.model_id)
                ORDER BY offer.offered_at LIMIT 1 FOR UPDATE OF offer SKIP LOCKED)
            RETURNING model_id""";

    private static final String OFFER = """
            INSERT INTO tunnel_offer (model_id) SELECT CAST(:id AS text)
            WHERE NOT EXISTS (SELECT FROM tunnel WHERE model_id = CAST(:id AS text))
            ON CONFLICT DO NOTHING""";

    private final RandomGenerator random;

    TunnelOffers(RandomGenerator random) {
        this.random = random;
    }

    /** @return an id for a new model: one that was offered and that nobody else draws, or else any */
    public Uni<ModelId> nextId() {
        return session().chain(session -> session.createNativeQuery(DRAW, String.class).getResultList())
                .map(drawn -> drawn.isEmpty() ? ModelId.generate(random) : new ModelId(drawn.get(0)));
    }

    /** Without effect where a model has the id already. */
    Uni<Void> offer(TunnelPooled pooled) {
        return session().chain(session -> session.createNativeQuery(OFFER).setParameter("id", valid(pooled.modelId())).executeUpdate())
                .replaceWithVoid();
    }

    private static String valid(String modelId) {
        try {
            return new ModelId(modelId).value();
        } catch (IllegalArgumentException e) {
            throw new PoisonRecordException("No model can have the id that is offered: " + e.getMessage());
        }
    }

    private static Uni<Mutiny.Session> session() {
        return Panache.getSession();
    }
}
