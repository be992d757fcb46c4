package io.trestle.gateway.edge;

import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderValidationUtil;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.headers.HeadersMultiMap;

/**
 * Refuses what two readers could take apart differently (RFC 9112, 6 and 11.2): two lengths, a length beside a transfer coding, a line that ends
 * in a bare line feed, a transfer coding that is not exactly {@code chunked}.
 */
public final class StrictRequestDecoder extends HttpRequestDecoder {

    /** Nanoseconds when the first bytes of a head came; 0 while none is unfinished. */
    private long headSince;
    private boolean inMessage;

    public StrictRequestDecoder(HttpServerOptions options) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(options.getMaxInitialLineLength())
                .setMaxHeaderSize(options.getMaxHeaderSize())
                .setMaxChunkSize(options.getMaxChunkSize())
                .setInitialBufferSize(options.getDecoderInitialBufferSize())
                .setAllowDuplicateContentLengths(false)
                .setStrictLineParsing(true)
                .setUseRfc9112TransferEncoding(true)
                .setValidateHeaders(true));
    }

    /** When the head that is coming in began, in the time of {@link System#nanoTime}; 0 when none is. */
    long headSince() {
        return headSince;
    }

    /** Whether bytes have come that are not part of any message yet. */
    public boolean hasUnread() {
        return actualReadableBytes() > 0;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        var before = out.size();
        super.decode(context, in, out);
        for (int i = before; i < out.size(); i++) {
            inMessage = out.get(i) instanceof HttpRequest || (inMessage && !(out.get(i) instanceof LastHttpContent));
            headSince = 0;
        }
        if (!inMessage && headSince == 0 && (in.isReadable() || out.size() == before)) {
            headSince = System.nanoTime();
        }
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("Both Content-Length and Transfer-Encoding");
    }

    /** With the header map that Vert.x' own decoder uses, and checks that Quarkus turns off there. */
    @Override
    protected HttpMessage createMessage(String[] initialLine) {
        var version = HttpVersion.valueOf(initialLine[2]);
        if (version != HttpVersion.HTTP_1_1 && version != HttpVersion.HTTP_1_0) {
            throw new IllegalArgumentException("Not HTTP/1.0 or HTTP/1.1");
        }
        return new DefaultHttpRequest(version, HttpMethod.valueOf(initialLine[0]), initialLine[1],
                new HeadersMultiMap(StrictRequestDecoder::check));
    }

    private static void check(CharSequence name, CharSequence value) {
        if (name.length() == 0 || HttpHeaderValidationUtil.validateToken(name) >= 0
                || HttpHeaderValidationUtil.validateValidHeaderValue(value) >= 0) {
            throw new IllegalArgumentException("Not a header");
        }
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        // The general check takes time for a class hierarchy that is not used here.
        return message != null && message.getClass() != DefaultHttpRequest.class && super.isContentAlwaysEmpty(message);
    }
}
