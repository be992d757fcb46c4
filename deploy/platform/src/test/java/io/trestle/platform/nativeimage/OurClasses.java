package io.trestle.platform.nativeimage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.ZipFile;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.ClassNode;

/** The project's own classes and resources in the jars of a service, by their names inside. */
record OurClasses(Map<String, ClassNode> classes, Collection<String> resources) {

    static final String PACKAGE = "io/trestle/";

    static OurClasses in(Collection<Path> jars) throws IOException {
        var classes = new TreeMap<String, ClassNode>();
        var resources = new TreeSet<String>();
        for (var jar : jars) {
            try (var zip = new ZipFile(jar.toFile())) {
                if (zip.stream().noneMatch(entry -> entry.getName().startsWith(PACKAGE))) {
                    continue;
                }
                for (var entry : zip.stream().filter(one -> !one.isDirectory()).toList()) {
                    if (!entry.getName().endsWith(".class")) {
                        resources.add(entry.getName());
                    } else if (entry.getName().startsWith(PACKAGE)) {
                        var type = new ClassNode();
                        new ClassReader(zip.getInputStream(entry)).accept(type, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
                        classes.put(type.name, type);
                    }
                }
            }
        }
        return new OurClasses(classes, resources);
    }
}
