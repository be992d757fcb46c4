package io.trestle.platform.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

import io.trestle.engines.TestEnvironment;

/** Makes images: {@code ImagesMain <directory with packaged services> <directory for images> <name>...} */
public final class ImagesMain {

    /** What they are tagged with; deploy/kubernetes/overlays/local runs these. */
    static final String TAG = "local";

    private final Path installation;
    private final Path target;
    private final Path work;

    ImagesMain(Path installation, Path target) {
        this.installation = installation;
        this.target = target;
        work = target.resolve("work");
    }

    public static void main(String[] arguments) throws Exception {
        new ImagesMain(Path.of(arguments[0]), Path.of(arguments[1])).make(Arrays.asList(arguments).subList(2, arguments.length));
        // what the engines leave running in the background ends by itself
        System.exit(0);
    }

    void make(List<String> names) throws IOException, InterruptedException {
        delete(work);
        var runtime = JavaRuntime.make(work.resolve("java"));
        ImageLayout.settle(runtime.root());
        for (var name : names) {
            var begin = System.nanoTime();
            var tar = target.resolve(name + ".tar");
            ContainerImage.write(layout(name, runtime), runtime, TAG, tar);
            System.out.println(String.format(Locale.ROOT, "  ✓ trestle/%s:%s  %s  %d MiB  %d s", name, TAG, tar, Files.size(tar) >> 20,
                    (System.nanoTime() - begin) / 1_000_000_000));
        }
        delete(work);
    }

    private ImageLayout layout(String name, JavaRuntime runtime) throws IOException, InterruptedException {
        if (name.equals("simulators")) {
            return ImageLayout.simulators(installation.resolve("launcher"), work.resolve(name));
        }
        var packaged = installation.resolve(name).resolve("target/quarkus-app");
        var layout = ImageLayout.service(name, Files.isDirectory(packaged) ? packaged : installation.resolve(name), work.resolve(name));
        try (var engines = TestEnvironment.create()) {
            TrainingRun.of(layout, runtime, engines);
        }
        return layout;
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (var all = Files.walk(directory)) {
            all.sorted(Comparator.reverseOrder()).forEach(one -> {
                try {
                    Files.delete(one);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
