package io.trestle.gateway.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.trestle.model.compute.DeploymentFailure;

/** YAML to objects. Without tags that construct anything, repeated keys, deep nesting, or aliases that multiply. */
public final class ManifestReader {

    private static final int MAX_CHARACTERS = 1024 * 1024;
    private static final int MAX_DEPTH = 40;
    private static final int MAX_ALIASES = 10;
    private static final ObjectMapper OBJECTS = new ObjectMapper();

    private final ManifestPolicy policy;

    public ManifestReader(ManifestPolicy policy) {
        this.policy = policy;
    }

    /** @throws RefusedManifestException it cannot be understood, or asks for what is not allowed */
    public Manifest read(String text) {
        var deployments = new ArrayList<Deployment>();
        var services = new ArrayList<Service>();
        for (var document : documents(text)) {
            var kind = document.get("apiVersion") + " " + document.get("kind");
            switch (kind) {
                case "apps/v1 Deployment" -> {
                    policy.checkDeployment(document);
                    deployments.add(convert(document, Deployment.class));
                }
                case "v1 Service" -> {
                    policy.checkService(document);
                    services.add(convert(document, Service.class));
                }
                default -> throw new RefusedManifestException(DeploymentFailure.MANIFEST_REFUSED,
                        "Only apps/v1 Deployment and v1 Service are deployed, not " + printable(kind));
            }
        }
        if (deployments.isEmpty()) {
            throw invalid("There is no Deployment in it");
        }
        var manifest = new Manifest(List.copyOf(deployments), List.copyOf(services));
        policy.checkQuota(manifest);
        if (isRepeated(deployments) || isRepeated(services)) {
            throw invalid("Two objects of a kind have the same name");
        }
        if (manifest.firstPort() == null) {
            throw invalid("No container of the first Deployment has a containerPort to be reached at");
        }
        return manifest;
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> documents(String text) {
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(MAX_ALIASES);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setCodePointLimit(MAX_CHARACTERS);
        try {
            var documents = new ArrayList<Map<String, Object>>();
            for (var document : new Yaml(new SafeConstructor(options)).loadAll(text)) {
                if (document instanceof Map<?, ?> map && map.keySet().stream().allMatch(String.class::isInstance)) {
                    documents.add((Map<String, Object>) map);
                } else if (document != null) {
                    throw invalid("A document in it is no object");
                }
            }
            return documents;
        } catch (YAMLException | StackOverflowError e) {
            throw invalid("It is not YAML that can be read here");
        }
    }

    private static boolean isRepeated(List<? extends HasMetadata> objects) {
        return objects.stream().map(object -> object.getMetadata().getName()).distinct().count() < objects.size();
    }

    private static <T> T convert(Map<String, Object> document, Class<T> type) {
        try {
            return OBJECTS.convertValue(document, type);
        } catch (IllegalArgumentException e) {
            throw invalid("A value in it has the wrong type for a " + type.getSimpleName());
        }
    }

    private static String printable(String text) {
        var plain = text.replaceAll("[^\\x20-\\x7e]", "?");
        return plain.length() > 100 ? plain.substring(0, 100) : plain;
    }

    static RefusedManifestException invalid(String detail) {
        return new RefusedManifestException(DeploymentFailure.MANIFEST_INVALID, detail);
    }
}
