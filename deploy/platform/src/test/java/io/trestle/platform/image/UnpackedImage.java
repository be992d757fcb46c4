package io.trestle.platform.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * An image, unpacked as a container engine would. As root it is started the way Kubernetes starts it: nothing but the image's files, read-only, as
 * user 10001. Without root it is started with the image's own Java from the unpacked files.
 */
record UnpackedImage(String name, Path root, JsonNode config, long size) {

    static UnpackedImage of(String name, Path tar) throws IOException {
        var archive = Files.createDirectories(tar.resolveSibling(name + ".archive"));
        var root = Files.createDirectories(tar.resolveSibling(name + ".root"));
        sh("tar -xf '" + tar + "' -C '" + archive + "'");
        var manifest = new ObjectMapper().readTree(archive.resolve("manifest.json").toFile()).get(0);
        for (var layer : manifest.path("Layers")) {
            sh("tar -xf '" + archive.resolve(layer.asText()) + "' -C '" + root + "' 2>/dev/null");
        }
        var config = new ObjectMapper().readTree(archive.resolve(manifest.path("Config").asText()).toFile()).path("config");
        sh("rm -rf '" + archive + "'");
        return new UnpackedImage(name, root, config, Files.size(tar));
    }

    List<String> entrypoint() {
        return StreamSupport.stream(config.path("Entrypoint").spliterator(), false).map(JsonNode::asText).toList();
    }

    Path log() {
        return root.resolveSibling(name + ".log");
    }

    /** @param arguments after the image's own entrypoint */
    Process start(Map<String, String> environment, String... arguments) throws IOException {
        var builder = new ProcessBuilder(command(arguments)).directory(root.resolve("deployments").toFile()).redirectErrorStream(true)
                .redirectOutput(log().toFile());
        config.path("Env").forEach(one -> builder.environment().put(one.asText().split("=", 2)[0], one.asText().split("=", 2)[1]));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private List<String> command(String... arguments) {
        var command = new ArrayList<>(entrypoint());
        command.addAll(List.of(arguments));
        if (!canBeContained()) {
            command.set(0, root + command.get(0));
            return command;
        }
        // mounts of its own, which end with the process; /tmp is the emptyDir of the Deployment
        var script = "cd '" + root + "' && mkdir -p proc tmp && mount --bind . . && cd '" + root + "' && mount --rbind /proc proc"
                + " && mount -t tmpfs tmpfs tmp && chmod 1777 tmp && mount -o remount,ro,bind ."
                + " && exec unshare --root=. --wd=/deployments --setuid=10001 --setgid=10001 \"$@\"";
        var all = new ArrayList<>(List.of("unshare", "-m", "sh", "-c", script, "sh"));
        all.addAll(command);
        return all;
    }

    /** Whether it may be started as Kubernetes starts it. */
    static boolean canBeContained() {
        return "0".equals(sh("id -u").strip()) && sh("unshare -m true && echo yes || true").contains("yes");
    }

    static String sh(String command) {
        return Tool.run(List.of("sh", "-c", command));
    }
}
