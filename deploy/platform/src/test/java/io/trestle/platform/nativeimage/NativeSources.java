package io.trestle.platform.nativeimage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.LdcInsnNode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.bootstrap.app.QuarkusBootstrap;
import io.trestle.platform.kubernetes.Checkout;

/** What Quarkus hands to the native compiler for one service: arguments, jars, and what it registers in {@code META-INF/native-image}. */
final class NativeSources {

    private static final String CONFIGURATION = "META-INF/native-image/";

    private final String service;
    private final Path directory;
    private final Map<String, JsonNode> reflection = new TreeMap<>();
    private final Map<String, JsonNode> jni = new TreeMap<>();
    private final List<Pattern> resources = new ArrayList<>();
    private final Set<String> atRunTime = new TreeSet<>();

    private NativeSources(String service, Path directory) throws IOException {
        this.service = service;
        this.directory = directory;
        for (var jar : jars()) {
            try (var zip = new ZipFile(jar.toFile())) {
                read(zip);
            }
        }
        Pattern.compile("--initialize-at-run-time=(\\S+)").matcher(arguments()).results()
                .forEach(match -> atRunTime.addAll(List.of(match.group(1).split(","))));
    }

    /** Runs Quarkus' build of a service whose classes are compiled, as {@code -Dquarkus.native.sources-only=true} does, and compiles nothing. */
    static NativeSources of(String service) throws Exception {
        var module = Checkout.path(service);
        var target = Checkout.path("deploy/platform/target/native").resolve(service);
        delete(target);
        Files.createDirectories(target);
        var properties = new Properties();
        properties.setProperty("quarkus.native.enabled", "true");
        properties.setProperty("quarkus.native.sources-only", "true");
        properties.setProperty("quarkus.package.jar.enabled", "false");
        var bootstrap = QuarkusBootstrap.builder().setProjectRoot(module).setApplicationRoot(module.resolve("target/classes"))
                .setTargetDirectory(target).setBaseName(service).setBuildSystemProperties(properties).setLocalProjectDiscovery(true)
                .setMode(QuarkusBootstrap.Mode.PROD).setBaseClassLoader(NativeSources.class.getClassLoader()).build();
        try (var application = bootstrap.bootstrap()) {
            application.createAugmentor().createProductionApplication();
        }
        return new NativeSources(service, target.resolve("native-sources"));
    }

    String arguments() {
        try {
            return Files.readString(directory.resolve("native-image.args"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The service itself, with what Quarkus generated, and its libraries. */
    List<Path> jars() {
        try (var all = Files.walk(directory)) {
            return all.filter(one -> one.toString().endsWith(".jar")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether all members of a class may be reached by reflection, as Jackson wants it. */
    boolean reflects(String className) {
        var entry = reflection.get(className);
        return entry != null && Stream.of("allDeclaredConstructors", "allDeclaredMethods", "allDeclaredFields")
                .allMatch(members -> entry.path(members).asBoolean());
    }

    boolean includes(String resource) {
        return resources.stream().anyMatch(pattern -> pattern.matcher(resource).matches());
    }

    /** Whether the initialiser of a class runs when the program starts, and not in the compiler. */
    boolean initializesAtRunTime(String className) {
        return atRunTime.stream().anyMatch(name -> className.equals(name) || className.startsWith(name + "."));
    }

    boolean callsFromC(String className) {
        return jni.containsKey(className);
    }

    private void read(ZipFile jar) throws IOException {
        for (var entry : Collections.list(jar.entries())) {
            var name = entry.getName();
            if (name.equals("io/quarkus/runner/Feature.class")) {
                atRunTime.addAll(constants(jar.getInputStream(entry).readAllBytes()));
            } else if (name.startsWith(CONFIGURATION) && name.endsWith("-config.json")) {
                var json = new ObjectMapper().readTree(jar.getInputStream(entry));
                if (name.endsWith("reflect-config.json")) {
                    json.forEach(one -> reflection.merge(one.path("name").asText(), one, NativeSources::wider));
                } else if (name.endsWith("jni-config.json")) {
                    json.forEach(one -> jni.put(one.path("name").asText(), one));
                } else if (name.endsWith("resource-config.json")) {
                    include(json.path("resources"));
                }
            } else if (name.startsWith(CONFIGURATION) && name.endsWith("native-image.properties")) {
                var properties = new Properties();
                properties.load(jar.getInputStream(entry));
                Pattern.compile("--initialize-at-run-time=(\\S+)").matcher(properties.getProperty("Args", "")).results()
                        .forEach(match -> atRunTime.addAll(List.of(match.group(1).split(","))));
            }
        }
    }

    private void include(JsonNode declared) {
        var includes = declared.isArray() ? declared : declared.path("includes");
        includes.forEach(one -> resources.add(one.has("glob")
                ? Pattern.compile(
                        one.path("glob").asText().replace(".", "\\.").replace("**", "\0").replace("*", "[^/]*").replace("\0", ".*"))
                : Pattern.compile(one.path("pattern").asText())));
    }

    private static JsonNode wider(JsonNode one, JsonNode other) {
        return one.size() >= other.size() ? one : other;
    }

    /** Names of classes and packages that a generated method passes on; there are no other texts in it. */
    private static Set<String> constants(byte[] bytes) {
        var type = new ClassNode();
        new ClassReader(bytes).accept(type, ClassReader.SKIP_DEBUG);
        var all = new TreeSet<String>();
        type.methods.forEach(method -> method.instructions.forEach(instruction -> {
            if (instruction instanceof LdcInsnNode constant && constant.cst instanceof String text) {
                all.add(text);
            } else if (instruction instanceof LdcInsnNode constant && constant.cst instanceof org.objectweb.asm.Type named) {
                all.add(named.getClassName());
            }
        }));
        return all;
    }

    static void delete(Path path) throws IOException {
        if (Files.exists(path)) {
            try (var all = Files.walk(path)) {
                for (var one : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(one);
                }
            }
        }
    }

    @Override
    public String toString() {
        return service;
    }
}
