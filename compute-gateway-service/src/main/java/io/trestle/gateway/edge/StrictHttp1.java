package io.trestle.gateway.edge;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.trestle.gateway.proxy.LentBuffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;

/**
 * Waits for the first bytes of a connection, when it is known whether it speaks HTTP/1 or HTTP/2 and Vert.x has set up its handlers; then puts the
 * strict decoder in place of Vert.x's, and takes itself out.
 */
final class StrictHttp1 extends ChannelInboundHandlerAdapter {

    private static final String DECODER = "httpDecoder";
    private static final String UPGRADE_TO_HTTP2 = "h2c";

    private final HttpServerOptions options;
    private final HeadDeadlines deadlines;

    StrictHttp1(HttpServerOptions options, HeadDeadlines deadlines) {
        this.options = options;
        this.deadlines = deadlines;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        var pipeline = context.pipeline();
        if (pipeline.get(DECODER) != null) {
            var decoder = new StrictRequestDecoder(options);
            pipeline.replace(DECODER, DECODER, decoder);
            deadlines.watch(context.channel(), decoder);
            pipeline.addAfter(DECODER, "lending", LentBuffer.lending());
            if (pipeline.get(UPGRADE_TO_HTTP2) != null) {
                pipeline.addBefore(UPGRADE_TO_HTTP2, "noUpgradeToHttp2", new NoUpgradeToHttp2());
            }
        }
        context.fireChannelRead(message);
        if (!context.isRemoved()) {
            pipeline.remove(this);
        }
    }

    /** HTTP/2 without TLS is spoken from the first byte or not at all; an upgrade that is asked for later is ignored (RFC 9110, 7.8). */
    private static final class NoUpgradeToHttp2 extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpRequest request) {
                if (request.headers().contains(HttpHeaders.UPGRADE) && !UpgradeRequest.isWebSocket(request.headers())) {
                    request.headers().remove(HttpHeaders.UPGRADE);
                }
            }
            context.fireChannelRead(message);
        }
    }
}
