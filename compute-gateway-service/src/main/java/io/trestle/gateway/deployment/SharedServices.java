package io.trestle.gateway.deployment;

import java.util.TreeMap;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;

/**
 * Services as manifests name them. Their names are how the parts of a deployment find each other, so a deployment and the one that replaces it
 * share them: each leaves its wish in an annotation, and when it ends, what it wished for gives way to what another one still needs. Blocks.
 */
final class SharedServices {

    private static final String WISH = "trestle.io/wish-";
    /** Whose wish is in force. */
    private static final String IN_FORCE = "trestle.io/in-force";

    private final KubernetesClient client;
    private final String namespace;
    private final String owner;

    SharedServices(KubernetesClient client, String namespace, String owner) {
        this.client = client;
        this.namespace = namespace;
        this.owner = owner;
    }

    void put(Service wished) {
        var name = wished.getMetadata().getName();
        var there = client.services().inNamespace(namespace).withName(name).get();
        var mine = new ServiceBuilder(there == null ? wished : there).editMetadata().withNamespace(namespace)
                .addToLabels(ClusterObjects.SHARED, "true")
                .addToAnnotations(WISH + owner, Serialization.asJson(wished.getSpec())).addToAnnotations(IN_FORCE, owner)
                .endMetadata().withSpec(wished.getSpec()).build();
        if (there == null) {
            client.resource(mine).create();
        } else {
            // With the version that was read: somebody else's change meanwhile is a conflict, after which all of this is done again.
            client.resource(mine).update();
        }
    }

    void remove() {
        client.services().inNamespace(namespace).withLabel(ClusterObjects.SHARED).list().getItems().stream()
                .filter(service -> service.getMetadata().getAnnotations().containsKey(WISH + owner)).forEach(this::withdraw);
    }

    private void withdraw(Service service) {
        var wishes = new TreeMap<>(service.getMetadata().getAnnotations());
        wishes.keySet().removeIf(name -> !name.startsWith(WISH) || name.equals(WISH + owner));
        if (wishes.isEmpty()) {
            client.resource(service).delete();
            return;
        }
        var rest = new ServiceBuilder(service).editMetadata().removeFromAnnotations(WISH + owner).endMetadata();
        if (owner.equals(service.getMetadata().getAnnotations().get(IN_FORCE))) {
            var next = wishes.firstEntry();
            rest.editMetadata().addToAnnotations(IN_FORCE, next.getKey().substring(WISH.length())).endMetadata()
                    .withSpec(Serialization.unmarshal(next.getValue(), ServiceSpec.class));
        }
        client.resource(rest.build()).update();
    }
}
