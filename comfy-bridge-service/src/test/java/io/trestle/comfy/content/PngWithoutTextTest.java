package io.trestle.comfy.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.Test;

import io.trestle.simulators.comfyui.graph.Pictures;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;

class PngWithoutTextTest {

    /** Keeps what is written. */
    private static final class Kept implements WriteStream<Buffer> {

        private final Buffer bytes = Buffer.buffer();

        @Override
        public Future<Void> write(Buffer data) {
            bytes.appendBuffer(data);
            return Future.succeededFuture();
        }

        @Override
        public void write(Buffer data, Handler<AsyncResult<Void>> handler) {
            write(data).onComplete(handler);
        }

        @Override
        public void end(Handler<AsyncResult<Void>> handler) {
            handler.handle(Future.succeededFuture());
        }

        @Override
        public WriteStream<Buffer> exceptionHandler(Handler<Throwable> handler) {
            return this;
        }

        @Override
        public WriteStream<Buffer> setWriteQueueMaxSize(int maxSize) {
            return this;
        }

        @Override
        public boolean writeQueueFull() {
            return false;
        }

        @Override
        public WriteStream<Buffer> drainHandler(Handler<Void> handler) {
            return this;
        }
    }

    /** @param piece bytes that come at once */
    private static byte[] filtered(byte[] bytes, int piece) {
        var kept = new Kept();
        var filter = new PngWithoutText(kept);
        for (var at = 0; at < bytes.length; at += piece) {
            filter.write(Buffer.buffer().appendBytes(bytes, at, Math.min(piece, bytes.length - at)));
        }
        filter.end();
        return kept.bytes.getBytes();
    }

    private static byte[] png(Map<String, String> texts) {
        return Pictures.png(picture(), texts);
    }

    private static BufferedImage picture() {
        return Pictures.plain(24, 24, 0x123456);
    }

    @Test
    void shouldDropTextsAndNothingElse_howeverTheBytesCome() throws IOException {
        var secret = png(Map.of("prompt", "{\"6\": {\"text\": \"a secret prompt\"}}"));
        assertThat(new String(secret, StandardCharsets.ISO_8859_1)).contains("a secret prompt");

        for (var piece = 1; piece <= secret.length; piece++) {
            var clean = filtered(secret, piece);

            assertThat(new String(clean, StandardCharsets.ISO_8859_1)).doesNotContain("secret").doesNotContain("tEXt");
            assertThat(clean).as("in pieces of %d", piece).isEqualTo(png(Map.of()));
        }
        var image = ImageIO.read(new ByteArrayInputStream(filtered(secret, 7)));
        assertThat(image.getRGB(11, 11)).isEqualTo(picture().getRGB(11, 11));
    }

    @Test
    void shouldLeaveAloneWhatIsNoPng() {
        for (var text : new String[]{"", "GIF", "GIF89a and much more of it", "12345678"}) {
            var bytes = text.getBytes(StandardCharsets.US_ASCII);

            assertThat(filtered(bytes, 1)).isEqualTo(bytes);
            assertThat(filtered(bytes, 100)).isEqualTo(bytes);
        }
    }
}
