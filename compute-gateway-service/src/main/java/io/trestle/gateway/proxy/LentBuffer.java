package io.trestle.gateway.proxy;

import java.lang.ref.Cleaner;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.SlicedByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.buffer.impl.BufferImpl;

/**
 * A large piece of a body in the memory that it was read into. Vert.x copies what it hands to handlers from Netty's pool to the heap, and Netty
 * copies it back when it is written: half of the work for a body of a mebibyte. Vert.x takes a buffer for one that may be kept where its
 * allocator is not the pool; this one says so, and goes back to the pool when it was written, or when nobody has it any more.
 */
@SuppressWarnings("deprecation") // SlicedByteBuf: the public one of Netty's wrappers that lets its allocator be another
public final class LentBuffer extends SlicedByteBuf {

    /** Below this a copy costs less than the bookkeeping. */
    private static final int LARGE = 8 * 1024;
    private static final Cleaner CLEANER = Cleaner.create();
    private static final ChannelHandler LENDING = new Lending();

    private final Cleaner.Cleanable loan;

    private LentBuffer(ByteBuf owned) {
        super(owned, owned.readerIndex(), owned.readableBytes());
        loan = CLEANER.register(this, owned::release);
    }

    /** To be put between HTTP/1's decoder and Vert.x' handler: lends what comes in. */
    public static ChannelHandler lending() {
        return LENDING;
    }

    /** For a write that is over: the piece is not read any more. */
    static void giveBack(Buffer piece, Future<Void> written) {
        if (lent(piece) != null) {
            written.onComplete(over -> giveBack(piece));
        }
    }

    static void giveBack(Buffer piece) {
        var lent = lent(piece);
        if (lent != null) {
            lent.loan.clean();
        }
    }

    private static @Nullable LentBuffer lent(Buffer piece) {
        return piece.length() >= LARGE && ((BufferImpl) piece).byteBuf() instanceof LentBuffer lent ? lent : null;
    }

    @Override
    public ByteBufAllocator alloc() {
        return UnpooledByteBufAllocator.DEFAULT;
    }

    /** A slice of all of it is itself, so that it is found again in what Vert.x writes. */
    @Override
    public ByteBuf slice(int index, int length) {
        return index == 0 && length == capacity() ? this : super.slice(index, length);
    }

    @ChannelHandler.Sharable
    private static final class Lending extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpContent content && content.content().readableBytes() >= LARGE && content.content().isDirect()) {
                context.fireChannelRead(content.replace(new LentBuffer(content.content())));
            } else {
                context.fireChannelRead(message);
            }
        }
    }
}
