package io.trestle.gateway.cluster;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;

/** In the place of kube-proxy and containers: answers on each service's port of the node, with the service's name and what was asked for. */
public final class NodePorts implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final Map<String, HttpServer> listening = new ConcurrentHashMap<>();
    private final SharedIndexInformer<Service> informer;

    public NodePorts(KubernetesClient client) {
        informer = client.services().inAnyNamespace().inform(new ResourceEventHandler<>() {
            @Override
            public void onAdd(Service service) {
                listen(service);
            }

            @Override
            public void onUpdate(Service before, Service service) {
                listen(service);
            }

            @Override
            public void onDelete(Service service, boolean unknown) {
                // A request that still came here would be one that is dropped.
                var server = listening.remove(service.getMetadata().getUid());
                if (server != null) {
                    server.close();
                }
            }
        });
    }

    private void listen(Service service) {
        service.getSpec().getPorts().stream().filter(port -> port.getNodePort() != null)
                .forEach(port -> listening.computeIfAbsent(service.getMetadata().getUid(), uid -> {
                    var name = service.getMetadata().getName();
                    return vertx.createHttpServer().requestHandler(request -> request.response().end(name + " " + request.uri()))
                            .listen(port.getNodePort(), "127.0.0.1").toCompletionStage()
                            .toCompletableFuture().join();
                }));
    }

    @Override
    public void close() {
        informer.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
