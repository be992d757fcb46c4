package io.trestle.gateway.manifest;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.trestle.model.compute.DeploymentFailure;

/**
 * What a manifest may contain. The members that are allowed are listed, not those that are not: what Kubernetes learns tomorrow is refused until
 * somebody has looked at it.
 */
public final class ManifestPolicy {

    private static final Set<String> DOCUMENT = Set.of("apiVersion", "kind", "metadata", "spec");
    private static final Set<String> METADATA = Set.of("name", "labels", "annotations", "namespace", "creationTimestamp");
    private static final Set<String> DEPLOYMENT = Set.of("replicas", "selector", "template", "strategy", "minReadySeconds",
            "progressDeadlineSeconds", "revisionHistoryLimit");
    private static final Set<String> TEMPLATE = Set.of("metadata", "spec");
    private static final Set<String> POD = Set.of("containers", "initContainers", "volumes", "restartPolicy",
            "terminationGracePeriodSeconds",
            "securityContext", "automountServiceAccountToken", "enableServiceLinks", "hostname", "nodeSelector");
    private static final Set<String> CONTAINER = Set.of("name", "image", "imagePullPolicy", "command", "args", "workingDir", "env", "ports",
            "resources", "volumeMounts", "livenessProbe", "readinessProbe", "startupProbe", "securityContext", "tty", "stdin",
            "terminationMessagePath", "terminationMessagePolicy");
    private static final Set<String> SECURITY = Set.of("runAsNonRoot", "runAsUser", "runAsGroup", "fsGroup", "readOnlyRootFilesystem",
            "allowPrivilegeEscalation", "privileged", "capabilities", "seccompProfile");
    private static final Set<String> PORT = Set.of("name", "containerPort", "protocol");
    private static final Set<String> ENV = Set.of("name", "value");
    private static final Set<String> VOLUME = Set.of("name", "emptyDir");
    private static final Set<String> SERVICE = Set.of("selector", "ports", "type", "sessionAffinity", "clusterIP");
    private static final Set<String> PROBES = Set.of("livenessProbe", "readinessProbe", "startupProbe");
    private static final String RESERVED = "trestle-";
    private static final Pattern NAME = Pattern.compile("[a-z]([-a-z0-9]{0,38}[a-z0-9])?");
    private static final Pattern IMAGE = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._/:@-]{0,254}");

    private final ManifestLimits limits;

    public ManifestPolicy(ManifestLimits limits) {
        this.limits = limits;
    }

    void checkDeployment(Map<String, Object> document) {
        only(document, DOCUMENT, "the Deployment");
        checkName(document);
        var spec = object(document.get("spec"), "spec");
        only(spec, DEPLOYMENT, "spec");
        object(spec.get("selector"), "spec.selector");
        var template = object(spec.get("template"), "spec.template");
        only(template, TEMPLATE, "spec.template");
        if (template.get("metadata") != null) {
            checkMetadata(object(template.get("metadata"), "spec.template.metadata"));
        }
        var pod = object(template.get("spec"), "spec.template.spec");
        only(pod, POD, "the pod");
        if (Boolean.TRUE.equals(pod.get("automountServiceAccountToken"))) {
            throw refused("A pod gets no service account token");
        }
        checkSecurity(pod.get("securityContext"));
        list(pod.get("volumes"), "volumes").forEach(volume -> only(volume, VOLUME, "a volume (only emptyDir is allowed)"));
        var containers = list(pod.get("containers"), "containers");
        if (containers.isEmpty()) {
            throw ManifestReader.invalid("A pod has no container");
        }
        containers.forEach(this::checkContainer);
        list(pod.get("initContainers"), "initContainers").forEach(this::checkContainer);
    }

    void checkService(Map<String, Object> document) {
        only(document, DOCUMENT, "the Service");
        checkName(document);
        var spec = object(document.get("spec"), "spec");
        only(spec, SERVICE, "the Service's spec");
        var type = spec.getOrDefault("type", "ClusterIP");
        if (!Set.of("ClusterIP", "NodePort").contains(type)) {
            throw refused("A Service of type " + type + " is not allowed");
        }
        var address = spec.get("clusterIP");
        if (address != null && !address.equals("None")) {
            throw refused("A Service may not choose its address");
        }
        // A port of the node is for the gateway to give; inside the namespace none is needed.
        spec.remove("type");
        list(spec.get("ports"), "ports").forEach(port -> port.remove("nodePort"));
    }

    private static void checkName(Map<String, Object> document) {
        var metadata = object(document.get("metadata"), "metadata");
        var name = metadata.get("name");
        if (!(name instanceof String text) || !NAME.matcher(text).matches()) {
            throw ManifestReader.invalid("metadata.name must be 1 to 40 lower-case letters, digits and hyphens");
        }
        if (text.startsWith(RESERVED)) {
            throw refused("Names that begin with " + RESERVED + " are the gateway's");
        }
        checkMetadata(metadata);
    }

    private static void checkMetadata(Map<String, Object> metadata) {
        only(metadata, METADATA, "metadata");
        metadata.remove("namespace");
        metadata.remove("creationTimestamp");
        // Annotations configure whatever else listens in a cluster.
        metadata.remove("annotations");
    }

    private void checkContainer(Map<String, Object> container) {
        only(container, CONTAINER, "a container");
        list(container.get("env"), "env").forEach(variable -> only(variable, ENV, "a variable"));
        list(container.get("ports"), "ports").forEach(port -> only(port, PORT, "a port"));
        checkSecurity(container.get("securityContext"));
        Resources.check(container.get("resources"));
        PROBES.stream().map(container::get).filter(Objects::nonNull).forEach(probe -> checkProbe(object(probe, "a probe")));
        if (!(container.get("image") instanceof String image) || !IMAGE.matcher(image).matches()) {
            throw ManifestReader.invalid("A container has no image, or one with a name that cannot be");
        }
        if (!limits.images().isEmpty() && limits.images().stream().noneMatch(image::startsWith)) {
            throw refused("The image " + image + " is not among those that are allowed");
        }
    }

    /** A node makes these calls: to another host it would lend its own place in the network. */
    private static void checkProbe(Map<String, Object> probe) {
        for (var call : List.of("httpGet", "tcpSocket")) {
            if (probe.get(call) != null && object(probe.get(call), call).containsKey("host")) {
                throw refused("A probe calls its own container, and no other host");
            }
        }
    }

    private static void checkSecurity(@Nullable Object given) {
        if (given == null) {
            return;
        }
        var security = object(given, "securityContext");
        only(security, SECURITY, "securityContext");
        if (Boolean.TRUE.equals(security.get("privileged")) || Boolean.TRUE.equals(security.get("allowPrivilegeEscalation"))) {
            throw refused("No container is privileged, or may become so");
        }
        if (security.get("capabilities") != null) {
            only(object(security.get("capabilities"), "capabilities"), Set.of("drop"), "capabilities");
        }
        if (security.get("seccompProfile") != null
                && !"RuntimeDefault".equals(object(security.get("seccompProfile"), "seccompProfile").get("type"))) {
            throw refused("The only seccomp profile is RuntimeDefault");
        }
    }

    /** The cluster holds to the quota as well; here it is told before anything is created. */
    void checkQuota(Manifest manifest) {
        if (manifest.deployments().size() + manifest.services().size() > limits.objects()) {
            throw exceeded("It has more than " + limits.objects() + " objects");
        }
        var all = Resources.of(manifest.deployments());
        if (all.pods() > limits.pods()) {
            throw exceeded("It has " + all.pods() + " pods, and " + limits.pods() + " are allowed");
        }
        if (all.exceed(limits)) {
            throw exceeded(
                    "It asks for more than " + limits.cpu() + " cores, " + limits.memory() + " of memory or " + limits.gpus() + " GPUs");
        }
    }

    static void only(Map<String, Object> object, Set<String> allowed, String where) {
        for (var member : object.keySet()) {
            if (!allowed.contains(member)) {
                throw refused("The member " + (NAME.matcher(member.toLowerCase(Locale.ROOT)).matches() ? member : "?")
                        + " is not allowed in " + where);
            }
        }
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> object(@Nullable Object value, String where) {
        if (value instanceof Map<?, ?> map && map.keySet().stream().allMatch(String.class::isInstance)) {
            return (Map<String, Object>) map;
        }
        throw ManifestReader.invalid(where + " must be an object");
    }

    private static List<Map<String, Object>> list(@Nullable Object value, String where) {
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return list.stream().map(item -> object(item, where)).toList();
        }
        throw ManifestReader.invalid(where + " must be a list");
    }

    private static RefusedManifestException refused(String detail) {
        return new RefusedManifestException(DeploymentFailure.MANIFEST_REFUSED, detail);
    }

    private static RefusedManifestException exceeded(String detail) {
        return new RefusedManifestException(DeploymentFailure.QUOTA_EXCEEDED, detail);
    }
}
