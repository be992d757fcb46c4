package io.trestle.gateway.grpc;

import java.util.ArrayList;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.trestle.gateway.edge.StrictRequestDecoder;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;

/** One HTTP/1 request as bytes, read by the decoder that reads connections: exactly one, whole, and nothing after it. */
record RawRequest(String method, String uri, HttpHeaders headers, Buffer body) {

    /** @param options limits of the decoder */
    static @Nullable RawRequest parse(byte[] bytes, HttpServerOptions options) {
        var decoder = new StrictRequestDecoder(options);
        var channel = new EmbeddedChannel(decoder);
        var pieces = new ArrayList<Object>();
        try {
            channel.writeInbound(Unpooled.wrappedBuffer(bytes));
            for (Object piece = channel.readInbound(); piece != null; piece = channel.readInbound()) {
                pieces.add(piece);
            }
            return decoder.hasUnread() ? null : assemble(pieces);
        } finally {
            pieces.forEach(io.netty.util.ReferenceCountUtil::release);
            channel.finishAndReleaseAll();
        }
    }

    private static @Nullable RawRequest assemble(Iterable<Object> pieces) {
        HttpRequest head = null;
        var body = Buffer.buffer();
        var whole = false;
        for (var piece : pieces) {
            if (piece instanceof HttpRequest request) {
                if (head != null || request.decoderResult().isFailure()) {
                    return null;
                }
                head = request;
            }
            if (piece instanceof HttpContent content) {
                if (whole || content.decoderResult().isFailure()) {
                    return null;
                }
                append(body, content.content());
                whole = piece instanceof LastHttpContent;
            }
        }
        return head == null || !whole ? null : new RawRequest(head.method().name(), head.uri(), head.headers(), body);
    }

    private static void append(Buffer body, ByteBuf content) {
        var bytes = new byte[content.readableBytes()];
        content.getBytes(content.readerIndex(), bytes);
        body.appendBytes(bytes);
    }

    /** Headers carry credentials. */
    @Override
    public String toString() {
        return "RawRequest[" + method + "]";
    }
}
