package io.trestle.comfy.backend;

import java.net.URI;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;

/** Adds the backends of the configuration. One that an operator removed comes back with the next start: the configuration names it. */
@ApplicationScoped
class ConfiguredBackends {

    private static final Logger LOG = Logger.getLogger(ConfiguredBackends.class);

    private final BackendConfig config;
    private final BackendStore backends;

    ConfiguredBackends(BackendConfig config, BackendStore backends) {
        this.config = config;
        this.backends = backends;
    }

    void start(@Observes StartupEvent event) {
        Multi.createFrom().iterable(config.urls().orElse(List.of()))
                .onItem().transformToUniAndConcatenate(url -> backends.add(id(url), url))
                .onFailure().retry().withBackOff(java.time.Duration.ofSeconds(1), java.time.Duration.ofSeconds(10)).indefinitely()
                .collect().asList()
                .subscribe().with(added -> LOG.debugf("%d backends configured", added.size()),
                        failure -> LOG.error("The configured backends could not be added", failure));
    }

    /** {@code host-port} */
    static String id(String url) {
        var address = URI.create(url);
        return address.getPort() < 0 ? address.getHost() : address.getHost() + "-" + address.getPort();
    }
}
