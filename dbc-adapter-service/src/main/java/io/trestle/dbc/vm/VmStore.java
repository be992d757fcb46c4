package io.trestle.dbc.vm;

import java.time.Clock;
import java.util.List;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;

import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.trestle.dbc.lifecycle.Step.Changed;
import io.trestle.dbc.lifecycle.Vm;
import io.trestle.dbc.queue.NodeQueue;
import io.trestle.model.MessageCodec;
import io.trestle.model.compute.VmEvent;
import io.trestle.runtime.lease.Lease;
import io.trestle.runtime.notify.Notifications;
import io.trestle.runtime.outbox.Outbox;

/** The stored VMs. A change and the events that tell of it commit together: to the outbox, and to the VM's own history. */
@ApplicationScoped
class VmStore {

    /** Says which VM has news. */
    static final String CHANNEL = "vm";

    private final NodeQueue queue;
    private final Outbox outbox;
    private final Notifications notifications;
    private final Clock clock;

    VmStore(NodeQueue queue, Outbox outbox, Notifications notifications, Clock clock) {
        this.queue = queue;
        this.outbox = outbox;
        this.notifications = notifications;
        this.clock = clock;
    }

    /** The VMs of a node that something may still come of, oldest first. In the current session. */
    Uni<List<StoredVm>> ofNode(String nodeId) {
        return session(session -> session.createSelectionQuery("FROM VmEntity WHERE nodeId = :node AND over = false ORDER BY createdAt, id",
                VmEntity.class).setParameter("node", nodeId).getResultList())
                .map(all -> all.stream().map(entity -> new StoredVm(entity.vm(), entity.version)).toList());
    }

    Uni<@Nullable VmEntity> find(String id) {
        return session(session -> session.find(VmEntity.class, id));
    }

    /** By id, which follows the order of creation. */
    Uni<List<VmEntity>> page(String tenant, String after, int limit) {
        return session(session -> session.createSelectionQuery("FROM VmEntity WHERE tenant = :tenant AND id > :after ORDER BY id",
                VmEntity.class).setParameter("tenant", tenant).setParameter("after", after).setMaxResults(limit).getResultList());
    }

    Uni<@Nullable VmEntity> withKey(String tenant, String key) {
        return session(session -> session.createSelectionQuery("FROM VmEntity WHERE tenant = :tenant AND idempotencyKey = :key",
                VmEntity.class).setParameter("tenant", tenant).setParameter("key", key).getSingleResultOrNull());
    }

    /** In the current transaction. */
    Uni<Void> add(VmEntity entity, VmEvent event) {
        return session(session -> session.persist(entity).chain(session::flush)).chain(() -> tell(entity.id, List.of(event)))
                .chain(() -> queue.request(entity.nodeId));
    }

    Uni<@Nullable VmEntity> lock(String id) {
        return session(session -> session.find(VmEntity.class, id, LockModeType.PESSIMISTIC_WRITE));
    }

    /** In the current transaction, which holds the VM's lock. */
    Uni<Void> change(VmEntity entity, Changed change) {
        entity.store(change.vm(), clock.instant());
        return session(Mutiny.Session::flush).chain(() -> tell(entity.id, change.events()));
    }

    /**
     * A worker's change, in a transaction of its own, if nobody changed the VM since. Returns what is stored then.
     *
     * @param change of the VM as it is stored now
     * @param seen the version that the change is about; negative where any will do
     */
    Uni<StoredVm> change(Lease lease, String id, long seen, Function<Vm, Changed> change) {
        return changeWith(Uni.createFrom().voidItem(), lease, id, seen, vm -> Uni.createFrom().item(change.apply(vm)));
    }

    /** @param first another lock, taken before the VM's and the node's, so that no two transactions wait for each other */
    Uni<StoredVm> changeWith(Uni<Void> first, Lease lease, String id, long seen, Function<Vm, Uni<Changed>> change) {
        return Panache.withTransaction(() -> first.chain(() -> lock(id))
                .onItem().ifNull().failWith(() -> new IllegalStateException("VMs are never removed"))
                .call(() -> queue.hold(lease))
                .chain(entity -> {
                    if (seen >= 0 && entity.version != seen) {
                        return Uni.createFrom().item(new StoredVm(entity.vm(), entity.version));
                    }
                    return change.apply(entity.vm())
                            .call(changed -> change(entity, changed))
                            .map(changed -> new StoredVm(changed.vm(), entity.version));
                }));
    }

    private Uni<Void> tell(String id, List<VmEvent> events) {
        return Multi.createFrom().iterable(events)
                .onItem().transformToUniAndConcatenate(event -> outbox.append(event).chain(() -> remember(event)))
                .collect().last()
                .chain(() -> notifications.send(CHANNEL, id));
    }

    private static Uni<Integer> remember(VmEvent event) {
        return session(session -> session.createNativeQuery("""
                INSERT INTO vm_event (vm_id, at, type, data)
                VALUES (:vm, CAST(CAST(:at AS text) AS timestamptz), :type, CAST(CAST(:data AS text) AS jsonb))""")
                .setParameter("vm", event.vmId()).setParameter("at", event.occurredAt().toString())
                .setParameter("type", event.getClass().getSimpleName())
                .setParameter("data", new String(MessageCodec.encode(event), java.nio.charset.StandardCharsets.UTF_8))
                .executeUpdate());
    }

    private static <T> Uni<T> session(Function<Mutiny.Session, Uni<T>> work) {
        return Panache.getSession().chain(work::apply);
    }
}
