package io.trestle.platform.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/**
 * What an overlay of {@code deploy/kubernetes} amounts to.
 *
 * @param objects as {@code kubectl kustomize} renders them
 */
record Installation(String name, List<JsonNode> objects) {

    static final YAMLMapper YAML = new YAMLMapper();
    private static final Map<String, Installation> RENDERED = new ConcurrentHashMap<>();

    static Stream<Installation> all() {
        return Stream.of("local", "production").map(Installation::of);
    }

    static Installation of(String overlay) {
        return RENDERED.computeIfAbsent(overlay,
                name -> new Installation(name, documents(kustomize(Checkout.path("deploy/kubernetes/overlays/" + name)))));
    }

    static List<JsonNode> documents(String yaml) {
        try (MappingIterator<JsonNode> all = YAML.readerFor(JsonNode.class).readValues(yaml)) {
            return all.readAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<JsonNode> kind(String kind) {
        return objects.stream().filter(one -> one.path("kind").asText().equals(kind)).toList();
    }

    JsonNode one(String kind, String name) {
        return kind(kind).stream().filter(one -> nameOf(one).equals(name)).findFirst()
                .orElseThrow(() -> new AssertionError("There is no " + kind + " " + name + " in the overlay " + this.name));
    }

    JsonNode podOf(ServiceModule service) {
        return one("Deployment", service.name()).at("/spec/template/spec");
    }

    JsonNode containerOf(ServiceModule service) {
        return elements(podOf(service).path("containers")).filter(one -> nameOf(one, "name").equals("service")).findFirst().orElseThrow();
    }

    /** Variables with their values. A value that only the cluster's store of secrets has is made up, of the right form. */
    Map<String, String> environmentOf(ServiceModule service) {
        var all = new LinkedHashMap<String, String>();
        var container = containerOf(service);
        for (var source : container.path("envFrom")) {
            if (source.has("configMapRef")) {
                one("ConfigMap", source.at("/configMapRef/name").asText()).path("data").properties()
                        .forEach(entry -> all.put(entry.getKey(), entry.getValue().asText()));
            } else {
                all.putAll(secret(source.at("/secretRef/name").asText()));
            }
        }
        container.path("env").forEach(one -> all.put(one.path("name").asText(), one.path("value").asText()));
        return all;
    }

    private Map<String, String> secret(String name) {
        var all = new LinkedHashMap<String, String>();
        var external = kind("ExternalSecret").stream().filter(one -> one.at("/spec/target/name").asText().equals(name)).findFirst();
        if (external.isPresent()) {
            external.get().at("/spec/data")
                    .forEach(one -> all.put(one.path("secretKey").asText(), SampleSecrets.of(one.path("secretKey").asText())));
        } else {
            one("Secret", name).path("data").properties().forEach(entry -> all.put(entry.getKey(),
                    new String(java.util.Base64.getDecoder().decode(entry.getValue().asText()), StandardCharsets.UTF_8)));
        }
        return all;
    }

    static String nameOf(JsonNode object) {
        return object.at("/metadata/name").asText();
    }

    static String nameOf(JsonNode object, String member) {
        return object.path(member).asText();
    }

    static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static String kustomize(Path directory) {
        var kubectl = System.getenv().getOrDefault("KUBECTL", "kubectl");
        try {
            var command = new ArrayList<>(List.of(kubectl, "kustomize", directory.toString()));
            var process = new ProcessBuilder(command).start();
            var errors = new StringBuilder();
            var reader = new Thread(() -> errors.append(read(process.getErrorStream())));
            reader.start();
            var rendered = read(process.getInputStream());
            var status = process.waitFor();
            reader.join();
            if (status != 0) {
                throw new AssertionError(String.join(" ", command) + " failed: " + errors);
            }
            return rendered;
        } catch (IOException e) {
            throw new AssertionError("These tests render deploy/kubernetes with kubectl, which " + kubectl
                    + " is not. `./trestle test` installs it; KUBECTL may name one", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String read(java.io.InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For the names of parameterized tests. */
    @Override
    public String toString() {
        return name;
    }
}
