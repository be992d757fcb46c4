package io.trestle.dbc.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonIgnore;

import io.trestle.model.compute.VmOperation;
import io.trestle.model.compute.VmState;

/**
 * All that is stored about a VM.
 *
 * @param credentialId the renter's credential that it lives under
 * @param nodeStatus the node's own word, or null while it has said none
 * @param taskId the node's id, or null while it has given none
 * @param detail what the node last told of it; null where that may have changed
 * @param tasksBefore the renter's VMs on the node before the first attempt, or null while nobody looked: none of them can be this one
 * @param attempts creation requests, oldest first
 * @param work what is to be done, or null
 * @param looks how many looks in a row showed what does not fit the state
 * @param note what stands in the way, for people, or null
 */
public record Vm(String id, String tenant, String nodeId, String credentialId, VmSpec spec, Instant requestedAt, VmState state,
        @Nullable String nodeStatus, @Nullable String taskId, @Nullable TaskDetail detail, @Nullable List<String> tasksBefore,
        List<Attempt> attempts, @Nullable Work work, int looks, @Nullable String note) {

    public Vm {
        tasksBefore = tasksBefore == null ? null : List.copyOf(tasksBefore);
        attempts = List.copyOf(attempts);
    }

    public static Vm requested(String id, String tenant, String nodeId, String credentialId, VmSpec spec, Instant now) {
        return new Vm(id, tenant, nodeId, credentialId, spec, now, VmState.REQUESTED, null, null, null, null, List.of(),
                Work.of(VmOperation.CREATE, now, VmState.REQUESTED), 0, null);
    }

    /** Nothing of it is left, and nothing can come any more. */
    @JsonIgnore
    public boolean isOver() {
        return state == VmState.DELETED || state == VmState.FAILED && taskId == null;
    }

    /** Its deletion was asked for. */
    @JsonIgnore
    public boolean isUnwanted() {
        return work != null && work.operation() == VmOperation.DELETE;
    }

    /** VMs on the node that nobody knows might be this one. */
    public boolean seeksItsTask(Instant now, Duration lateEffect) {
        return !isOver() && tasksBefore != null && (taskId == null ? !attempts.isEmpty() : hasOpenAttempt(now, lateEffect));
    }

    /** The node may still act on a creation request of which nobody knows what became. */
    public boolean hasOpenAttempt(Instant now, Duration lateEffect) {
        return attempts.stream().anyMatch(attempt -> attempt.isOpen(now, lateEffect));
    }

    @Nullable
    @JsonIgnore
    Attempt lastAttempt() {
        return attempts.isEmpty() ? null : attempts.get(attempts.size() - 1);
    }

    Vm withState(VmState next, @Nullable String status) {
        return new Vm(id, tenant, nodeId, credentialId, spec, requestedAt, next, status, taskId, detail, tasksBefore, attempts, work, 0,
                note);
    }

    public Vm withSpec(VmSpec other) {
        return new Vm(id, tenant, nodeId, credentialId, other, requestedAt, state, nodeStatus, taskId, detail, tasksBefore, attempts, work,
                looks, note);
    }

    Vm withTask(String task) {
        return new Vm(id, tenant, nodeId, credentialId, spec, requestedAt, state, nodeStatus, task, detail, tasksBefore, attempts, work, 0,
                null);
    }

    Vm withDetail(@Nullable TaskDetail other) {
        return new Vm(id, tenant, nodeId, credentialId, spec, requestedAt, state, nodeStatus, taskId, other, tasksBefore, attempts, work,
                looks, note);
    }

    Vm withTasksBefore(List<String> tasks) {
        return new Vm(id, tenant, nodeId, credentialId, spec, requestedAt, state, nodeStatus, taskId, detail, tasks, attempts, work, looks,
                note);
    }

    Vm withAttempts(List<Attempt> all) {
        return new Vm(id, tenant, nodeId, credentialId, spec, requestedAt, state, nodeStatus, taskId, detail, tasksBefore, all, work, looks,
                note);
    }

    Vm withLastAttempt(Attempt attempt) {
        var all = new ArrayList<>(attempts);
        all.set(all.size() - 1, attempt);
        return withAttempts(all);
    }

    public Vm withWork(@Nullable Work other) {
        return new Vm(id, tenant, nodeId, credentialId, spec, requestedAt, state, nodeStatus, taskId, detail, tasksBefore, attempts, other,
                looks, note);
    }

    Vm withLooks(int number) {
        return new Vm(id, tenant, nodeId, credentialId, spec, requestedAt, state, nodeStatus, taskId, detail, tasksBefore, attempts, work,
                number, note);
    }

    Vm withNote(@Nullable String text) {
        return new Vm(id, tenant, nodeId, credentialId, spec, requestedAt, state, nodeStatus, taskId, detail, tasksBefore, attempts, work,
                looks, text);
    }
}
