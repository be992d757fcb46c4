package io.trestle.dbc.queue;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.trestle.runtime.lease.Lease;
import io.trestle.runtime.lease.LeaseWorkers;
import io.trestle.runtime.lease.LeasedTable;

/** The leased rows of the GPU nodes. */
@ApplicationScoped
public class NodeQueue {

    public static final LeasedTable TABLE = new LeasedTable("gpu_node", "node_id", "gpu_node");

    private final LeaseWorkers workers;

    NodeQueue(LeaseWorkers workers) {
        this.workers = workers;
    }

    /** Something is to be done at the node; in the current transaction. */
    public Uni<Void> request(String nodeId) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery("INSERT INTO gpu_node (node_id) VALUES (:node) ON CONFLICT DO NOTHING")
                        .setParameter("node", nodeId).executeUpdate())
                .chain(() -> workers.request(TABLE, nodeId));
    }

    /** Fails with {@link LeaseLostException} where another replica has the node now; else nobody gets it before the current transaction ends. */
    public Uni<Void> hold(Lease lease) {
        return Panache.getSession().chain(session -> session
                .createNativeQuery(
                        "SELECT count(*) FROM (SELECT 1 FROM gpu_node WHERE node_id = :node AND leased_by = CAST(CAST(:token AS text) AS uuid) FOR SHARE) held",
                        Long.class)
                .setParameter("node", lease.id()).setParameter("token", lease.token().toString()).getSingleResult())
                .invoke(held -> {
                    if (held == 0) {
                        throw new LeaseLostException(lease.id());
                    }
                }).replaceWithVoid();
    }

    /** One transaction at a time chooses ports on a node; until the current one ends. */
    public Uni<Void> lockPorts(String nodeId) {
        return Panache.getSession().chain(session -> session
                .createNativeQuery("SELECT CAST(pg_advisory_xact_lock(hashtextextended(:node, 42)) AS text)")
                .setParameter("node", "ports " + nodeId)
                .getSingleResult()).replaceWithVoid();
    }
}
