package io.trestle.simulators.comfyui.graph;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** ComfyUI's directories {@code input}, {@code output} and {@code temp}. Keys are {@code type/subfolder/name}. */
public final class FileStore {

    private static final Pattern COUNTER = Pattern.compile("_(\\d+)_\\.png$");

    private final @Nullable Path directory;
    private final TreeMap<String, byte[]> files = new TreeMap<>();

    /** @param directory where input and output survive, or null */
    public FileStore(@Nullable Path directory) {
        this.directory = directory;
        if (directory != null) {
            load(directory);
        }
    }

    public static String key(String type, String subfolder, String name) {
        return type + "/" + (subfolder.isEmpty() ? "" : subfolder + "/") + name;
    }

    public synchronized byte @Nullable [] read(String key) {
        return files.get(key);
    }

    public synchronized void write(String key, byte[] bytes) {
        files.put(key, bytes);
        if (directory != null && !key.startsWith("temp/")) {
            try {
                var file = directory.resolve(key);
                Files.createDirectories(file.getParent());
                Files.write(file, bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    public synchronized boolean delete(String key) {
        if (directory != null) {
            try {
                Files.deleteIfExists(directory.resolve(key));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return files.remove(key) != null;
    }

    /** The names directly below {@code input}, as the choice of LoadImage. */
    synchronized List<String> inputs() {
        return keys("input/").stream().map(key -> key.substring("input/".length())).filter(name -> name.indexOf('/') < 0).toList();
    }

    public synchronized List<String> keys(String prefix) {
        return new ArrayList<>(files.subMap(prefix, prefix + Character.MAX_VALUE).keySet());
    }

    /** Names are used again: the highest number that exists, plus one. */
    synchronized int nextCounter(String keyPrefix) {
        var highest = 0;
        for (var key : keys(keyPrefix + "_")) {
            var counter = COUNTER.matcher(key);
            if (counter.find() && counter.start() == keyPrefix.length()) {
                highest = Math.max(highest, Integer.parseInt(counter.group(1)));
            }
        }
        return highest + 1;
    }

    /** What ends with the process. */
    public synchronized void clearTemp() {
        keys("temp/").forEach(files::remove);
    }

    public synchronized Map<String, byte[]> all() {
        return Map.copyOf(files);
    }

    private void load(Path from) {
        for (var type : List.of("input", "output")) {
            var root = from.resolve(type);
            if (!Files.isDirectory(root)) {
                continue;
            }
            try (var found = Files.walk(root)) {
                for (var file : found.filter(Files::isRegularFile).toList()) {
                    files.put(type + "/" + root.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
