package io.trestle.runtime.secret;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.quarkus.arc.Arc;
import io.quarkus.runtime.StartupEvent;

/** Opens the {@link SecretBox} when the service starts, so that a missing key stops the start and not the first request. */
@Singleton
class SecretsAtStart {

    private static final Logger LOG = Logger.getLogger(SecretsAtStart.class);

    void open(@Observes StartupEvent started) {
        // Not injected: that would keep the box, and demand its keys, in a service that stores no secret.
        var beans = Arc.container().beanManager();
        for (var bean : beans.getBeans(SecretBox.class)) {
            var box = (SecretBox) beans.getReference(bean, SecretBox.class, beans.createCreationalContext(bean));
            LOG.debugf("Secrets are sealed with key '%s'", box.activeKey());
        }
    }
}
