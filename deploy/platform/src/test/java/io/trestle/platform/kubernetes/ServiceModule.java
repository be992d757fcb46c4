package io.trestle.platform.kubernetes;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A service of this checkout: what its sources and its package say. */
record ServiceModule(String name) {

    static List<ServiceModule> all() {
        try (var modules = Files.newDirectoryStream(Checkout.path("."), "*-service")) {
            var all = new ArrayList<ServiceModule>();
            modules.forEach(one -> all.add(new ServiceModule(one.getFileName().toString())));
            all.sort((one, other) -> one.name().compareTo(other.name()));
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its own settings over those of all services. */
    Map<String, String> settings() {
        var all = new TreeMap<String, String>();
        Stream.of("shared-runtime/src/main/resources/META-INF/microprofile-config.properties",
                name + "/src/main/resources/application.properties")
                .map(ServiceModule::properties)
                .forEach(properties -> properties.forEach((key, value) -> all.put((String) key, (String) value)));
        return all;
    }

    int port() {
        return Integer.parseInt(settings().get("quarkus.http.port"));
    }

    int managementPort() {
        return Integer.parseInt(settings().get("quarkus.management.port"));
    }

    String databaseRole() {
        return settings().get("trestle.database.role");
    }

    Path jar() {
        return application().resolve("quarkus-run.jar");
    }

    /** As Quarkus has packaged it. */
    Path application() {
        var directory = Checkout.path(name + "/target/quarkus-app");
        if (!Files.exists(directory.resolve("quarkus-run.jar"))) {
            throw new AssertionError(name + " is not packaged: ./trestle test does it, or mvn package -pl " + name + " -am -DskipTests");
        }
        return directory;
    }

    /** Jars that it runs with. */
    List<Path> jars() {
        try (var all = Files.walk(application())) {
            return all.filter(one -> one.toString().endsWith(".jar") && !one.endsWith("quarkus-run.jar")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Properties properties(String file) {
        var properties = new Properties();
        try {
            properties.load(new StringReader(Checkout.text(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }

    @Override
    public String toString() {
        return name;
    }
}
