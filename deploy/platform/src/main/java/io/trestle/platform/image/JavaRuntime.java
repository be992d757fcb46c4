package io.trestle.platform.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The Java runtime of all images, cut from the JDK that runs this, with the shared libraries of the system that it loads.
 *
 * @param root directory that becomes the image's root: {@code opt/java}, {@code lib}, {@code etc}
 */
record JavaRuntime(Path root) {

    /** Where Java is in an image. */
    static final String HOME = "opt/java";

    /** All that services, Quarkus, Hibernate and Kafka's client refer to; without debuggers, compilers and tools. */
    private static final String MODULES = "java.base,java.compiler,java.datatransfer,java.desktop,java.instrument,java.logging,java.management,"
            + "java.naming,java.net.http,java.prefs,java.rmi,java.scripting,java.security.jgss,java.security.sasl,java.sql,java.transaction.xa,java.xml,"
            + "jdk.crypto.ec,jdk.httpserver,jdk.jfr,jdk.management,jdk.naming.dns,jdk.net,jdk.unsupported,jdk.zipfs";

    /** Windows on a screen: these want the libraries of X11. */
    private static final Set<String> WITHOUT = Set.of("libawt_xawt.so", "libsplashscreen.so", "libjawt.so", "libjsound.so",
            "libfontmanager.so");

    /** "name => path (address)", and the loader as "path (address)". */
    private static final Pattern LIBRARY = Pattern.compile("(?:=> )?(/\\S+) \\(0x");

    static JavaRuntime make(Path root) throws IOException {
        var home = root.resolve(HOME);
        Files.createDirectories(home.getParent());
        Tool.run(List.of(tool("jlink"), "--add-modules", MODULES, "--output", home.toString(), "--strip-java-debug-attributes",
                "--no-header-files",
                "--no-man-pages"));
        if (!ImageLayout.hasAotCache()) {
            // what an archive of a service's classes is put on top of
            Tool.run(List.of(home.resolve("bin/java").toString(), "-Xshare:dump"));
        }
        for (var name : WITHOUT) {
            Files.deleteIfExists(home.resolve("lib").resolve(name));
        }
        for (var library : systemLibraries(home)) {
            copy(library, root);
        }
        write(root.resolve("etc/passwd"), "root:x:0:0:root:/:/sbin/nologin\ntrestle:x:10001:10001:trestle:/deployments:/sbin/nologin\n");
        write(root.resolve("etc/group"), "root:x:0:\ntrestle:x:10001:\n");
        write(root.resolve("etc/nsswitch.conf"), "hosts: files dns\n");
        return new JavaRuntime(root);
    }

    private static Set<Path> systemLibraries(Path home) throws IOException {
        var all = new TreeSet<Path>();
        var libraries = new ArrayList<String>(List.of("ldd", home.resolve("bin/java").toString()));
        try (var files = Files.walk(home.resolve("lib"))) {
            files.map(Path::toString).filter(name -> name.endsWith(".so")).forEach(libraries::add);
        }
        LIBRARY.matcher(Tool.run(libraries)).results().map(match -> Path.of(match.group(1))).filter(path -> !path.startsWith(home))
                .forEach(all::add);
        var libc = all.stream().filter(path -> path.endsWith("libc.so.6")).findFirst()
                .orElseThrow(() -> new IllegalStateException("Images are made on Linux with glibc"));
        // asked for by name only: resolving names, and what JNI libraries of services (epoll, secp256k1) are linked to
        for (var name : List.of("libresolv.so.2", "libnss_dns.so.2", "libnss_files.so.2", "librt.so.1", "libpthread.so.0", "libdl.so.2",
                "libm.so.6",
                "libgcc_s.so.1", "libz.so.1")) {
            var library = libc.resolveSibling(name);
            if (Files.exists(library)) {
                all.add(library);
            }
        }
        return all;
    }

    private static void copy(Path library, Path root) throws IOException {
        var target = root.resolve(library.toString().substring(1));
        Files.createDirectories(target.getParent());
        // the file itself, under the name that is asked for
        Files.copy(library.toRealPath(), target);
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }
}
