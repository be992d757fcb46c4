package io.trestle.dbc.vm;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.trestle.dbc.lifecycle.Sight;
import io.trestle.runtime.lease.Lease;

/** What one round knows: the VMs of the node as they are stored, and what each renter saw since the last request. One round is one sequence. */
final class Round {

    private final Lease lease;
    private final Map<String, StoredVm> vms = new LinkedHashMap<>();
    private final Map<String, Sight> sights = new HashMap<>();

    Round(Lease lease, List<StoredVm> stored) {
        this.lease = lease;
        stored.forEach(this::put);
    }

    Lease lease() {
        return lease;
    }

    List<StoredVm> all() {
        return List.copyOf(vms.values());
    }

    StoredVm current(String id) {
        return Objects.requireNonNull(vms.get(id));
    }

    void put(StoredVm stored) {
        vms.put(stored.vm().id(), stored);
    }

    /** Whether a VM of the adapter is this one. */
    boolean isKnown(String taskId) {
        return vms.values().stream().anyMatch(stored -> taskId.equals(stored.vm().taskId()));
    }

    @Nullable
    Sight sightOf(String credentialId) {
        return sights.get(credentialId);
    }

    void saw(String credentialId, Sight sight) {
        sights.put(credentialId, sight);
    }

    /** Something was sent to the node: what was seen before may not be so any more. */
    void forgetSights() {
        sights.clear();
    }
}
