package io.trestle.dbc.vm;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import java.util.random.RandomGenerator;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.trestle.dbc.credential.Credentials;
import io.trestle.dbc.lifecycle.Asking;
import io.trestle.dbc.lifecycle.NotNowException;
import io.trestle.dbc.lifecycle.Vm;
import io.trestle.dbc.lifecycle.VmSpec;
import io.trestle.dbc.nodeapi.GpuNodes;
import io.trestle.dbc.queue.NodeQueue;
import io.trestle.model.compute.VmOperation;
import io.trestle.model.compute.VmRequested;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.ProblemException;

/** Takes requests in: checks them, stores what is wanted, and leaves the rest to the node's queue. */
@ApplicationScoped
class VmIntake {

    private final GpuNodes nodes;
    private final Credentials credentials;
    private final NodeQueue queue;
    private final VmStore store;
    private final VmConfig config;
    private final RandomGenerator random;
    private final Clock clock;

    VmIntake(GpuNodes nodes, Credentials credentials, NodeQueue queue, VmStore store, VmConfig config, RandomGenerator random,
            Clock clock) {
        this.nodes = nodes;
        this.credentials = credentials;
        this.queue = queue;
        this.store = store;
        this.config = config;
        this.random = random;
        this.clock = clock;
    }

    /** The VM of this request: a new one, or that of an earlier request with the same key. */
    Uni<VmEntity> request(String tenant, NewVm wanted, @Nullable String key) {
        checkKey(key);
        return nodes.profile().map(profile -> SpecRules.checked(wanted.spec(), profile))
                .chain(spec -> Panache.withTransaction(() -> earlier(tenant, key, wanted)
                        .chain(found -> found != null ? Uni.createFrom().item(found) : create(tenant, wanted, spec, key))));
    }

    /** The same without an effect. */
    Uni<Vm> tryOut(String tenant, NewVm wanted) {
        return nodes.profile().map(profile -> SpecRules.checked(wanted.spec(), profile))
                .chain(spec -> Panache.withTransaction(() -> planned(tenant, wanted, spec)));
    }

    private Uni<@Nullable VmEntity> earlier(String tenant, @Nullable String key, NewVm wanted) {
        if (key == null) {
            return Uni.createFrom().nullItem();
        }
        // Two requests with one key come one after the other.
        return queue.lockPorts("key " + tenant + " " + key).chain(() -> store.withKey(tenant, key)).invoke(found -> {
            if (found != null && !fingerprint(wanted).equals(found.fingerprint)) {
                throw new ProblemException(ProblemType.IDEMPOTENCY_CONFLICT,
                        "This Idempotency-Key was used for another request; use a new key for each request");
            }
        });
    }

    private Uni<VmEntity> create(String tenant, NewVm wanted, VmSpec spec, @Nullable String key) {
        return planned(tenant, wanted, spec).chain(vm -> {
            var entity = VmEntity.of(vm);
            entity.idempotencyKey = key;
            entity.fingerprint = key == null ? null : fingerprint(wanted);
            var asked = vm.spec();
            return queue.request(vm.nodeId())
                    .chain(() -> store.add(entity, new VmRequested(vm.id(), tenant, vm.nodeId(), asked.name(), asked.imageName(),
                            asked.operatingSystem(), asked.gpuCount(), asked.cpuCores(), asked.memoryGib(), asked.diskGib(),
                            vm.requestedAt())))
                    .replaceWith(entity);
        });
    }

    private Uni<Vm> planned(String tenant, NewVm wanted, VmSpec spec) {
        return credentials.idOf(tenant, wanted.nodeId(), wanted.credential())
                .chain(credential -> queue.lockPorts(wanted.nodeId()).chain(() -> store.ofNode(wanted.nodeId()))
                        .map(others -> new PortChoice(others.stream().map(StoredVm::vm).toList(), random, config).choose(spec))
                        .map(chosen -> Vm.requested(newId(clock.instant()), tenant, wanted.nodeId(), credential, chosen, clock.instant())));
    }

    /** A verb; fails with {@code VM_STATE_CONFLICT} where the state does not allow it. */
    Uni<VmEntity> ask(String tenant, String id, VmOperation operation, ObjectNode arguments) {
        return Panache.withTransaction(() -> store.lock(id).map(found -> visible(found, tenant))
                .call(found -> store.change(found, asked(found.vm(), operation, arguments)))
                .call(found -> queue.request(found.nodeId)));
    }

    private io.trestle.dbc.lifecycle.Step.Changed asked(Vm vm, VmOperation operation, ObjectNode arguments) {
        try {
            return Asking.ask(vm, operation, arguments, clock.instant(), config.lateEffect());
        } catch (NotNowException notNow) {
            throw new ProblemException(ProblemType.VM_STATE_CONFLICT, String.valueOf(notNow.getMessage())).with("state",
                    vm.state().name().toLowerCase(Locale.ROOT));
        }
    }

    static VmEntity visible(@Nullable VmEntity found, String tenant) {
        if (found == null || !found.tenant.equals(tenant)) {
            throw new ProblemException(ProblemType.VM_NOT_OWNED, "You have no such VM");
        }
        return found;
    }

    /** A UUID of version 7: ids sort by the time of the request. */
    private String newId(Instant now) {
        var high = now.toEpochMilli() << 16 | 0x7000 | random.nextInt(1 << 12);
        return new UUID(high, random.nextLong() & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L).toString();
    }

    private static void checkKey(@Nullable String key) {
        if (key != null && (key.isEmpty() || key.length() > 255 || !key.chars().allMatch(c -> c > ' ' && c < 127))) {
            throw new ProblemException(ProblemType.MALFORMED_REQUEST,
                    "Idempotency-Key must be 1 to 255 visible ASCII characters without spaces");
        }
    }

    private static String fingerprint(NewVm wanted) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(wanted.toString().getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
    }
}
