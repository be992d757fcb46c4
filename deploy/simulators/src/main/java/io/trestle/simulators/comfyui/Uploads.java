package io.trestle.simulators.comfyui;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.multipart.Attribute;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.FileUpload;
import io.netty.handler.codec.http.multipart.HttpPostMultipartRequestDecoder;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder.ErrorDataDecoderException;
import io.trestle.simulators.HttpAnswer;
import io.trestle.simulators.SimulatedRequest;
import io.trestle.simulators.comfyui.graph.FileStore;
import io.vertx.core.json.JsonObject;

/** {@code POST /upload/image}: any file. The same bytes keep their name, others get {@code name (1)}. */
final class Uploads {

    private final FileStore files;

    Uploads(FileStore files) {
        this.files = files;
    }

    HttpAnswer answer(SimulatedRequest request) {
        var fields = new HashMap<String, String>();
        var image = parts(request, fields);
        if (image == null || image.name.isEmpty()) {
            return ComfyApi.bare(400);
        }
        var type = fields.getOrDefault("type", "input");
        var subfolder = fields.getOrDefault("subfolder", "");
        if (subfolder.contains("..") || subfolder.startsWith("/") || image.name.contains("..")) {
            return ComfyApi.bare(400);
        }
        var overwrite = "true".equals(fields.get("overwrite")) || "1".equals(fields.get("overwrite"));
        var name = save(type, subfolder, image, overwrite);
        return ComfyApi.json(200, new JsonObject().put("name", name).put("subfolder", subfolder).put("type", type));
    }

    private String save(String type, String subfolder, Image image, boolean overwrite) {
        var dot = image.name.lastIndexOf('.');
        var stem = dot < 0 ? image.name : image.name.substring(0, dot);
        var extension = dot < 0 ? "" : image.name.substring(dot);
        var name = image.name;
        for (var i = 1; !overwrite && isTaken(FileStore.key(type, subfolder, name), image.bytes); i++) {
            name = stem + " (" + i + ")" + extension;
        }
        files.write(FileStore.key(type, subfolder, name), image.bytes);
        return name;
    }

    private boolean isTaken(String key, byte[] bytes) {
        var there = files.read(key);
        return there != null && !Arrays.equals(there, bytes);
    }

    private record Image(String name, byte[] bytes) {
    }

    private static @Nullable Image parts(SimulatedRequest request, Map<String, String> fields) {
        var message = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/", request.body().getByteBuf());
        message.headers().set(HttpHeaderNames.CONTENT_TYPE, String.valueOf(request.headers().get("content-type")));
        Image image = null;
        try {
            var decoder = new HttpPostMultipartRequestDecoder(new DefaultHttpDataFactory(false), message);
            for (var data : decoder.getBodyHttpDatas()) {
                if (data instanceof FileUpload upload && upload.getName().equals("image")) {
                    image = new Image(upload.getFilename(), upload.get());
                } else if (data instanceof Attribute attribute) {
                    fields.put(attribute.getName(), attribute.getValue());
                }
            }
            decoder.destroy();
        } catch (ErrorDataDecoderException e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return image;
    }
}
