package io.trestle.runtime.outbound;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.netty.util.concurrent.Future;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;

/** The resolver that Vert.x itself connects with: hosts file and DNS, without blocking. Its public API gives the first address only. */
@ApplicationScoped
class VertxHostResolver implements HostResolver {

    private final VertxInternal vertx;

    @Inject
    VertxHostResolver(Vertx vertx) {
        this.vertx = (VertxInternal) vertx;
    }

    @Override
    public Uni<List<InetAddress>> resolve(String host) {
        return Uni.createFrom().emitter(emitter -> {
            var resolver = vertx.nettyAddressResolverGroup().getResolver(vertx.getOrCreateContext().nettyEventLoop());
            resolver.resolveAll(InetSocketAddress.createUnresolved(host, 0)).addListener((Future<List<InetSocketAddress>> found) -> {
                if (found.isSuccess()) {
                    emitter.complete(found.getNow().stream().map(InetSocketAddress::getAddress).toList());
                } else {
                    emitter.fail(found.cause());
                }
            });
        });
    }
}
