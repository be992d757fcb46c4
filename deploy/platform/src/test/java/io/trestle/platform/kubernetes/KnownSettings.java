package io.trestle.platform.kubernetes;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;

import org.jboss.jandex.DotName;
import org.jboss.jandex.Indexer;

import io.quarkus.runtime.annotations.ConfigPhase;
import io.quarkus.runtime.annotations.ConfigRoot;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;

/**
 * Every setting that a packaged service reads: of its own mappings and injection points, of its properties files with the variables that these name,
 * and of Quarkus' extensions inside it, as far as they may change after the build.
 */
final class KnownSettings {

    private static final Pattern EXPRESSION = Pattern.compile("\\$\\{([^}:${]+)");

    private final Set<String> names = new LinkedHashSet<>();
    private final Set<String> settledByTheBuild = new LinkedHashSet<>();
    private final List<Class<?>> mappings = new ArrayList<>();

    KnownSettings(ServiceModule service) {
        var loader = new URLClassLoader(service.jars().stream().map(KnownSettings::url).toArray(URL[]::new), getClass().getClassLoader());
        for (var jar : service.jars()) {
            try (var zip = new ZipFile(jar.toFile())) {
                var roots = zip.getEntry("META-INF/quarkus-config-roots.list");
                if (roots != null) {
                    text(zip.getInputStream(roots)).lines().forEach(name -> quarkus(load(loader, name.strip())));
                }
                if (jar.getFileName().toString().contains("trestle") || jar.startsWith(service.application().resolve("app"))) {
                    ours(zip, loader);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        service.settings().forEach((name, value) -> {
            names.add(name);
            EXPRESSION.matcher(value).results().forEach(match -> names.add(match.group(1)));
        });
    }

    /** Whether a service looks at this environment variable. */
    boolean knows(String variable) {
        return matches(names, variable) && !matches(settledByTheBuild, variable);
    }

    private static boolean matches(Set<String> names, String variable) {
        return names.stream().anyMatch(name -> asVariable(name).matcher(variable).matches());
    }

    /** Interfaces with {@code @ConfigMapping} of the service and of shared-runtime. */
    List<Class<?>> mappings() {
        return Collections.unmodifiableList(mappings);
    }

    private void quarkus(Class<?> root) {
        var annotation = root.getAnnotation(ConfigRoot.class);
        if (annotation != null && root.isAnnotationPresent(ConfigMapping.class)) {
            var known = annotation.phase() == ConfigPhase.RUN_TIME ? names : settledByTheBuild;
            known.addAll(ConfigMappings.getProperties(ConfigClass.configClass(root)).keySet());
        }
    }

    private void ours(ZipFile jar, ClassLoader loader) throws IOException {
        var indexer = new Indexer();
        for (var entry : Collections.list(jar.entries())) {
            if (entry.getName().endsWith(".class")) {
                indexer.index(jar.getInputStream(entry));
            }
        }
        var index = indexer.complete();
        for (var annotated : index.getAnnotations(DotName.createSimple(ConfigMapping.class))) {
            var type = load(loader, annotated.target().asClass().name().toString());
            mappings.add(type);
            names.addAll(ConfigMappings.getProperties(ConfigClass.configClass(type)).keySet());
        }
        index.getAnnotations(DotName.createSimple("org.eclipse.microprofile.config.inject.ConfigProperty"))
                .forEach(annotated -> names.add(annotated.value("name").asString()));
    }

    /** By MicroProfile's rule: what is no letter or digit becomes an underscore. */
    private static Pattern asVariable(String name) {
        var pattern = new StringBuilder();
        for (var part : name.toUpperCase(Locale.ROOT).split("(?<=\\*)|(?=\\*)")) {
            pattern.append(part.equals("*") ? "[A-Z0-9_]+" : part.replaceAll("[^A-Z0-9]", "_"));
        }
        return Pattern.compile(pattern.toString());
    }

    private static Class<?> load(ClassLoader loader, String name) {
        try {
            return loader.loadClass(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(InputStream stream) throws IOException {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Every service's, read once. */
    static Map<String, KnownSettings> ofAll() {
        return ALL;
    }

    private static final Map<String, KnownSettings> ALL = read();

    private static Map<String, KnownSettings> read() {
        var all = new HashMap<String, KnownSettings>();
        ServiceModule.all().forEach(service -> all.put(service.name(), new KnownSettings(service)));
        return all;
    }
}
