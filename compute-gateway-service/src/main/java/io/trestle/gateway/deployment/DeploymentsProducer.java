package io.trestle.gateway.deployment;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.trestle.gateway.GatewayConfig;
import io.trestle.gateway.wallet.Entrances;
import io.trestle.model.compute.DeploymentTarget;
import io.trestle.runtime.notify.Notifications;

/** The deployments that are configured. */
@ApplicationScoped
class DeploymentsProducer {

    /** Before the first request is there. */
    void check(@Observes StartupEvent event, GatewayConfig gateway, DeploymentConfig config) {
        if (gateway.store() == GatewayConfig.Store.MEMORY && config.target() != DeploymentTarget.HOST) {
            throw new ConfigurationException("Without PostgreSQL (trestle.gateway.store=memory) nothing can be deployed to Kubernetes: "
                    + "set trestle.gateway.deploy.target=host");
        }
    }

    @Produces
    @Singleton
    Deployments deployments(GatewayConfig gateway, DeploymentConfig config, DeploymentStore store, Notifications notifications,
            HostTarget hosts, Entrances entrances) {
        return gateway.store() == GatewayConfig.Store.POSTGRES
                ? new StoredDeployments(store, notifications, config)
                : new MemoryDeployments(hosts, entrances);
    }
}
