package io.trestle.model.compute;

import java.time.Instant;
import java.util.List;

import io.trestle.model.Message;

/** One message of each type of the compute topic, as the golden files show them. */
public final class ComputeMother {

    private static final String VM = "0190f6b4-77a0-7b1e-b0c3-91d2a4f0c655";
    private static final String TENANT = "tenant-a";
    private static final String NODE = "00112233a482c41114eb3cfdaefd3ba183172da9e25251449d045043fbd37f45";
    private static final String RENTER = "5CVZjfnrQokFrae17SgQujb9yLh8rhxEYP5x8Gc88n8GhKbF";
    private static final String DEPLOYMENT = "0190f6b5-0e20-7f8a-a1d2-3c4b5a697801";
    private static final String WALLET = "0x3a7d5eb85229efc279db607733cd99a1f59aa89f";
    private static final Instant AT = Instant.parse("2026-03-02T09:30:00.125Z");
    private static final Instant RENTAL_END = Instant.parse("2026-04-01T00:00:00Z");

    private ComputeMother() {
    }

    public static List<Message> messages() {
        return List.of(
                new VmRequested(VM, TENANT, NODE, "my-ubuntu", "ubuntu.qcow2", "ubuntu", 2, 8, 8, 10, AT),
                new VmCreated(VM, TENANT, NODE, "7a7F4y4wjLSDUtK7nKQNNG", AT),
                new VmStateChanged(VM, TENANT, NODE, VmState.CREATING, VmState.RUNNING, "running", AT),
                new VmFailed(VM, TENANT, NODE, VmOperation.CREATE, VmFailure.CAPACITY_EXHAUSTED,
                        "The node has fewer than 2 free GPUs; ask for fewer, or stop another VM", "allocate gpu failed", AT),
                new VmDeleted(VM, TENANT, NODE, true, AT),
                new RentalSeen(NODE, TENANT, RENTER, "1842", List.of(0, 1), RENTAL_END, AT),
                new RentalExpiring(NODE, TENANT, RENTER, "1842", RENTAL_END, Instant.parse("2026-04-11T00:00:00Z"), AT),
                new DeploymentRequested(DEPLOYMENT, WALLET, DeploymentTarget.KUBERNETES, "https://manifests.example.org/nginx.yaml", AT),
                new DeploymentReady(DEPLOYMENT, WALLET, DeploymentTarget.KUBERNETES, "0190f6a0-55b0-7c11-8e20-7d8c9bab0c0d", AT),
                new DeploymentFailed(DEPLOYMENT, WALLET, DeploymentFailure.MANIFEST_REFUSED,
                        "Deployment nginx mounts the host path /etc, which is not allowed", AT),
                new DeploymentRemoved(DEPLOYMENT, WALLET, RemovalCause.UNDEPLOYED, AT));
    }
}
