package io.trestle.simulators.comfyui.graph;

import java.awt.image.BufferedImage;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.trestle.simulators.comfyui.graph.NodeType.Plan;
import io.trestle.simulators.comfyui.graph.NodeType.Result;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The nodes that this server has: those of ComfyUI that need no model, a checkpoint loader without weights, and two slow ones. */
public final class Catalogue {

    /** Sends its pictures over the socket, whole, and leaves nothing in the history. */
    public static final String WEBSOCKET_SAVER = "SaveImageWebsocket";
    private static final BigInteger HIGHEST_SEED = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

    private final FileStore files;
    private final List<String> models;

    public Catalogue(FileStore files, List<String> models) {
        this.files = files;
        this.models = models;
    }

    public @Nullable NodeType find(String name) {
        return all().get(name);
    }

    /** By class name. The choices follow the files that are there now. */
    public Map<String, NodeType> all() {
        var all = new LinkedHashMap<String, NodeType>();
        for (var type : List.of(emptyImage(), loadImage(), imageScale(), imageInvert(), saveImage("SaveImage", "Save Image", "output"),
                saveImage("PreviewImage", "Preview Image", "temp"), websocketSaver(), checkpointLoader(), progress(), sampler())) {
            all.put(type.name(), type);
        }
        return all;
    }

    private static NodeType emptyImage() {
        return node("EmptyImage", "EmptyImage", "image", List.of(
                number("width", "INT", 512, 1, 16384), number("height", "INT", 512, 1, 16384), number("batch_size", "INT", 1, 1, 4096),
                InputSpec.of("color", "INT", new JsonObject().put("default", 0).put("min", 0).put("max", 0xFFFFFF).put("step", 1)
                        .put("display", "color"))),
                List.of("IMAGE"), in -> image(Pictures.plain(integer(in, "width"), integer(in, "height"), integer(in, "color"))));
    }

    private NodeType loadImage() {
        return node("LoadImage", "Load Image", "image", List.of(InputSpec.choice("image", files.inputs(),
                new JsonObject().put("image_upload", true))), List.of("IMAGE", "MASK"), in -> image(loaded(text(in, "image"))));
    }

    private BufferedImage loaded(String name) {
        var bytes = files.read(inputKey(name));
        var image = bytes == null ? null : Pictures.read(bytes);
        if (image == null) {
            throw new NodeFailure("PIL.UnidentifiedImageError", "cannot identify image file\n");
        }
        return image;
    }

    /** {@code name}, {@code subfolder/name}, {@code name [temp]}. */
    static String inputKey(String name) {
        for (var type : List.of("input", "output", "temp")) {
            var suffix = " [" + type + "]";
            if (name.endsWith(suffix)) {
                return type + "/" + name.substring(0, name.length() - suffix.length());
            }
        }
        return "input/" + name;
    }

    boolean hasInput(String name) {
        return files.read(inputKey(name)) != null;
    }

    private static NodeType imageScale() {
        return node("ImageScale", "Upscale Image", "image/upscaling", List.of(InputSpec.link("image", "IMAGE"),
                InputSpec.choice("upscale_method", List.of("nearest-exact", "bilinear", "area", "bicubic", "lanczos"), new JsonObject()),
                number("width", "INT", 512, 0, 16384), number("height", "INT", 512, 0, 16384),
                InputSpec.choice("crop", List.of("disabled", "center"), new JsonObject())),
                List.of("IMAGE"), in -> image(Pictures.scaled(picture(in, "image"), integer(in, "width"), integer(in, "height"))));
    }

    private static NodeType imageInvert() {
        return node("ImageInvert", "Invert Image", "image", List.of(InputSpec.link("image", "IMAGE")), List.of("IMAGE"),
                in -> image(Pictures.inverted(picture(in, "image"))));
    }

    private NodeType saveImage(String name, String displayName, String type) {
        var inputs = type.equals("temp")
                ? List.of(InputSpec.link("images", "IMAGE"))
                : List.of(InputSpec.link("images", "IMAGE"),
                        InputSpec.of("filename_prefix", "STRING", new JsonObject().put("default", "ComfyUI")));
        return new NodeType(name, displayName, "image", true, inputs, List.of(), in -> Plan.AT_ONCE, in -> saved(in, type));
    }

    private Result saved(Map<String, Object> in, String type) {
        var prefix = type.equals("temp") ? "ComfyUI_temp" : text(in, "filename_prefix");
        var slash = prefix.lastIndexOf('/');
        var subfolder = slash < 0 ? "" : prefix.substring(0, slash);
        if (prefix.startsWith("/") || List.of(prefix.split("/")).contains("..")) {
            throw new NodeFailure("Exception", "**** ERROR: Saving image outside the output folder is not allowed.\n"
                    + " full_output_folder: <path>\n         output_dir: <path>\n         commonpath: <path>\n");
        }
        var start = FileStore.key(type, subfolder, prefix.substring(slash + 1));
        var key = start + String.format(java.util.Locale.ROOT, "_%05d_.png", files.nextCounter(start));
        files.write(key, Pictures.png(picture(in, "images"), Map.of("prompt", String.valueOf(in.get("$prompt")))));
        var file = new JsonObject().put("filename", key.substring(key.lastIndexOf('/') + 1)).put("subfolder", subfolder).put("type", type);
        return new Result(List.of(), new JsonObject().put("images", JsonArray.of(file)));
    }

    private static NodeType websocketSaver() {
        return new NodeType(WEBSOCKET_SAVER, WEBSOCKET_SAVER, "api/image", true, List.of(InputSpec.link("images", "IMAGE")), List.of(),
                in -> Plan.AT_ONCE, in -> new Result(List.of(), null));
    }

    private NodeType checkpointLoader() {
        return new NodeType("CheckpointLoaderSimple", "Load Checkpoint", "loaders", false,
                List.of(InputSpec.choice("ckpt_name", models,
                        new JsonObject().put("tooltip", "The name of the checkpoint (model) to load."))),
                List.of("MODEL", "CLIP", "VAE"), in -> new Plan(text(in, "ckpt_name"), 0, Duration.ZERO, false),
                in -> new Result(List.of(text(in, "ckpt_name"), "clip", "vae"), null));
    }

    /** The custom node of the recordings. */
    private static NodeType progress() {
        return new NodeType("BTProgress", "BTProgress", "test", false, List.of(InputSpec.link("image", "IMAGE"),
                number("steps", "INT", 3, 1, 10000), number("delay", "FLOAT", 0.05, 0, 100),
                InputSpec.of("preview", "BOOLEAN", new JsonObject().put("default", false)),
                InputSpec.choice("mode", List.of("ok", "raise", "oom"), new JsonObject())),
                List.of("IMAGE"), Catalogue::steps, in -> switch (text(in, "mode")) {
                    case "raise" -> throw new NodeFailure("ValueError", "boom\n");
                    case "oom" -> throw NodeFailure.outOfMemory();
                    default -> image(picture(in, "image"));
                });
    }

    /** Stands for a sampler: an image that its text and seed decide, in slow steps with previews. */
    private static NodeType sampler() {
        return new NodeType("SlowSampler", "Slow sampler", "sampling", false, List.of(
                InputSpec.of("text", "STRING", new JsonObject().put("default", "").put("multiline", true)),
                InputSpec.of("seed", "INT", new JsonObject().put("default", 0).put("min", 0).put("max", HIGHEST_SEED)),
                number("steps", "INT", 8, 1, 10000), number("delay", "FLOAT", 0.1, 0, 100),
                number("width", "INT", 128, 1, 4096), number("height", "INT", 128, 1, 4096),
                InputSpec.link("model", "MODEL").optional(), InputSpec.link("image", "IMAGE").optional()),
                List.of("IMAGE"), Catalogue::steps, in -> image(Pictures.drawn(integer(in, "width"), integer(in, "height"),
                        text(in, "text"), (Number) Objects.requireNonNull(in.get("seed")))));
    }

    private static Plan steps(Map<String, Object> in) {
        var delay = Duration.ofNanos((long) (number(in, "delay").doubleValue() * 1e9));
        return new Plan(null, integer(in, "steps"), delay, !Boolean.FALSE.equals(in.get("preview")));
    }

    private static NodeType node(String name, String displayName, String category, List<InputSpec> inputs, List<String> outputs,
            java.util.function.Function<Map<String, Object>, Result> work) {
        return new NodeType(name, displayName, category, false, inputs, outputs, in -> Plan.AT_ONCE, work);
    }

    private static InputSpec number(String name, String type, Number byDefault, Number min, Number max) {
        return InputSpec.of(name, type,
                new JsonObject().put("default", byDefault).put("min", min).put("max", max).put("step", type.equals("INT") ? 1 : 0.01));
    }

    private static Result image(BufferedImage image) {
        return new Result(List.of(image, image), null);
    }

    private static BufferedImage picture(Map<String, Object> in, String name) {
        return (BufferedImage) Objects.requireNonNull(in.get(name), name);
    }

    private static Number number(Map<String, Object> in, String name) {
        return (Number) Objects.requireNonNull(in.get(name), name);
    }

    private static int integer(Map<String, Object> in, String name) {
        return number(in, name).intValue();
    }

    private static String text(Map<String, Object> in, String name) {
        return (String) Objects.requireNonNull(in.get(name), name);
    }

    /** What ComfyUI calls IS_CHANGED: the same name with other bytes is another input. */
    public String changeMark(String nodeType, JsonObject inputs) {
        if (nodeType.equals(WEBSOCKET_SAVER)) {
            // Never cached: nobody would get the picture.
            return Long.toString(System.nanoTime());
        }
        if (!nodeType.equals("LoadImage")) {
            return "";
        }
        var bytes = files.read(inputKey(String.valueOf(inputs.getValue("image"))));
        return bytes == null ? "" : new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
