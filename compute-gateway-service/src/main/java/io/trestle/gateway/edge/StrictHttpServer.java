package io.trestle.gateway.edge;

import java.util.function.BiConsumer;

import io.netty.channel.Channel;
import io.netty.handler.traffic.GlobalTrafficShapingHandler;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.HttpServerImpl;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.SslChannelProvider;

/** A server of Vert.x whose HTTP/1 connections are read strictly. Vert.x has no public way to set Netty's decoder. */
final class StrictHttpServer extends HttpServerImpl {

    private final HttpServerOptions options;
    private final HeadDeadlines deadlines;

    StrictHttpServer(VertxInternal vertx, HttpServerOptions options, HeadDeadlines deadlines) {
        super(vertx, options);
        this.options = options;
        this.deadlines = deadlines;
    }

    @Override
    protected BiConsumer<Channel, SslChannelProvider> childHandler(ContextInternal context, SocketAddress address,
            GlobalTrafficShapingHandler trafficShaping) {
        var standard = super.childHandler(context, address, trafficShaping);
        return (channel, ssl) -> {
            standard.accept(channel, ssl);
            channel.pipeline().addLast(new StrictHttp1(options, deadlines));
        };
    }
}
