package io.trestle.gateway.deployment;

import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import io.smallrye.mutiny.Uni;
import io.trestle.gateway.signature.WalletAddress;
import io.trestle.gateway.wallet.Entrance;
import io.trestle.gateway.wallet.Entrances;
import io.trestle.model.compute.DeploymentFailure;
import io.trestle.runtime.problem.ProblemException;
import io.vertx.core.json.JsonObject;

/** Hosts, remembered until the process ends; nobody is told of them. */
final class MemoryDeployments implements Deployments {

    private final HostTarget hosts;
    private final Entrances entrances;
    private final ConcurrentMap<String, Entrance> ready = new ConcurrentHashMap<>();

    MemoryDeployments(HostTarget hosts, Entrances entrances) {
        this.hosts = hosts;
        this.entrances = entrances;
    }

    @Override
    public Uni<DeploymentOutcome> deploy(WalletAddress wallet, String input) {
        return hosts.entrance(input).<DeploymentOutcome>map(url -> {
            var entrance = Entrance.of(UUID.randomUUID().toString(), url, true);
            ready.put(wallet.text(), entrance);
            entrances.enter(wallet, entrance);
            return new DeploymentOutcome.Ready();
        }).onFailure(ProblemException.class).recoverWithItem(failure -> new DeploymentOutcome.Failed(DeploymentFailure.ADDRESS_REFUSED,
                ((ProblemException) failure).detail()));
    }

    @Override
    public Uni<Boolean> undeploy(WalletAddress wallet) {
        entrances.enter(wallet, null);
        return Uni.createFrom().item(ready.remove(wallet.text()) != null);
    }

    @Override
    public Uni<JsonObject> status(WalletAddress wallet) {
        var entrance = ready.get(wallet.text());
        var status = new JsonObject().put("wallet", wallet.text());
        if (entrance != null) {
            status.put("serving", new JsonObject().put("id", entrance.deploymentId()).put("state", "ready").put("target", "host"));
        }
        return Uni.createFrom().item(status);
    }
}
