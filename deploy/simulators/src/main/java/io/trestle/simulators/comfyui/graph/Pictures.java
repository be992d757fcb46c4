package io.trestle.simulators.comfyui.graph;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;

import javax.imageio.ImageIO;

import org.jspecify.annotations.Nullable;

/** Real images: the nodes' work on pixels, PNG with text chunks, JPEG. */
public final class Pictures {

    /** Signature and IHDR: text chunks come behind them. */
    private static final int HEADER = 8 + 25;

    static {
        // Small images only; a file cache would cost more than it saves.
        ImageIO.setUseCache(false);
    }

    private Pictures() {
    }

    public static BufferedImage plain(int width, int height, int color) {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        var row = new int[width * height];
        java.util.Arrays.fill(row, color);
        image.setRGB(0, 0, width, height, row, 0, width);
        return image;
    }

    /** An image that depends on the text and the seed, so that a result tells whose it is. */
    static BufferedImage drawn(int width, int height, String text, Number seed) {
        var base = (text + "/" + seed).hashCode();
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (var y = 0; y < height; y++) {
            for (var x = 0; x < width; x++) {
                image.setRGB(x, y, base + (x * 255 / width << 16 | y * 255 / height << 8));
            }
        }
        return image;
    }

    static BufferedImage inverted(BufferedImage image) {
        var result = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
        for (var y = 0; y < image.getHeight(); y++) {
            for (var x = 0; x < image.getWidth(); x++) {
                result.setRGB(x, y, ~image.getRGB(x, y) & 0xFFFFFF);
            }
        }
        return result;
    }

    /** Nearest neighbour. A side of 0 follows the other one's proportion. */
    public static BufferedImage scaled(BufferedImage image, int width, int height) {
        var toWidth = width > 0 ? width : Math.max(1, image.getWidth() * height / image.getHeight());
        var toHeight = height > 0 ? height : Math.max(1, image.getHeight() * width / image.getWidth());
        var result = new BufferedImage(toWidth, toHeight, BufferedImage.TYPE_INT_RGB);
        for (var y = 0; y < toHeight; y++) {
            for (var x = 0; x < toWidth; x++) {
                result.setRGB(x, y, image.getRGB(x * image.getWidth() / toWidth, y * image.getHeight() / toHeight));
            }
        }
        return result;
    }

    /** The image in these bytes, or null. */
    public static @Nullable BufferedImage read(byte[] bytes) {
        try {
            var image = ImageIO.read(new ByteArrayInputStream(bytes));
            if (image == null) {
                return null;
            }
            var rgb = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
            for (var y = 0; y < image.getHeight(); y++) {
                for (var x = 0; x < image.getWidth(); x++) {
                    rgb.setRGB(x, y, image.getRGB(x, y));
                }
            }
            return rgb;
        } catch (IOException e) {
            return null;
        }
    }

    /** @param texts as tEXt chunks, the way ComfyUI keeps prompt and workflow */
    public static byte[] png(BufferedImage image, Map<String, String> texts) {
        var plain = encoded(image, "png");
        var out = new ByteArrayOutputStream();
        out.write(plain, 0, HEADER);
        texts.forEach((key, text) -> out.writeBytes(textChunk(key + "\0" + text)));
        out.write(plain, HEADER, plain.length - HEADER);
        return out.toByteArray();
    }

    public static byte[] jpeg(BufferedImage image) {
        return encoded(image, "jpeg");
    }

    private static byte[] encoded(BufferedImage image, String format) {
        try {
            var out = new ByteArrayOutputStream();
            ImageIO.write(image, format, out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] textChunk(String content) {
        var body = ("tEXt" + content).getBytes(StandardCharsets.UTF_8);
        var crc = new CRC32();
        crc.update(body);
        return ByteBuffer.allocate(body.length + 8).putInt(body.length - 4).put(body).putInt((int) crc.getValue()).array();
    }
}
