package io.trestle.gateway.edge;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;

/** Closes connections whose request head takes too long: bytes that trickle in keep a connection from being idle. On one event loop. */
final class HeadDeadlines {

    private static final byte[] TOO_SLOW = "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
            .getBytes(US_ASCII);

    private final Duration limit;
    private final Map<Channel, StrictRequestDecoder> open = new HashMap<>();

    HeadDeadlines(Duration limit) {
        this.limit = limit;
    }

    void watch(Channel channel, StrictRequestDecoder decoder) {
        open.put(channel, decoder);
        channel.closeFuture().addListener(closed -> open.remove(channel));
    }

    void check() {
        var now = System.nanoTime();
        // A copy: what is closed here leaves the map.
        new HashMap<>(open).forEach((channel, decoder) -> {
            var since = decoder.headSince();
            if (since != 0 && now - since > limit.toNanos()) {
                // From before the encoder, which would not take bytes.
                channel.pipeline().context(decoder).writeAndFlush(Unpooled.wrappedBuffer(TOO_SLOW))
                        .addListener(ChannelFutureListener.CLOSE);
            }
        });
    }
}
