package io.trestle.gateway.manifest;

import static io.trestle.model.compute.DeploymentFailure.MANIFEST_INVALID;
import static io.trestle.model.compute.DeploymentFailure.MANIFEST_REFUSED;
import static io.trestle.model.compute.DeploymentFailure.QUOTA_EXCEEDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.trestle.model.compute.DeploymentFailure;

class ManifestReaderTest {

    private final ManifestReader reader = new ManifestReader(new ManifestPolicy(new ManifestLimits(List.of(), 5, 4, "4", "8Gi", 1)));

    @Test
    void shouldReadDeploymentsAndServices_ofSeveralDocuments() {
        var manifest = reader.read(ManifestMother.NGINX + "\n---\n" + ManifestMother.SERVICE + "\n---\n");

        assertThat(manifest.deployments()).hasSize(1);
        assertThat(manifest.services()).hasSize(1);
        assertThat(manifest.firstPort().getContainerPort()).isEqualTo(8081);
    }

    @Test
    void shouldLeaveDashesInABlockAlone() {
        var text = ManifestMother.NGINX.replace("image: nginx:1.25",
                "image: nginx:1.25\n          args:\n            - |\n              a\n              ---\n              b");

        assertThat(reader.read(text).deployments().get(0).getSpec().getTemplate().getSpec().getContainers().get(0).getArgs())
                .singleElement().asString().contains("---");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "---", "hello", "- a", "a: [", "a: b: c", "a: &x [*x]", "\t", "a: 1\na: 2",
            "!!javax.script.ScriptEngineManager [1]",
            "apiVersion: !!java.net.URL ['http://127.0.0.1']"})
    void shouldRefuse_whenItIsNoManifest(String text) {
        shouldBeRefused(text, MANIFEST_INVALID, MANIFEST_REFUSED);
    }

    @Test
    void shouldRefuse_whenAliasesMultiply() {
        var bomb = "a: &a [x,x]\n" + "b: &b [*a,*a,*a,*a,*a,*a]\n" + "c: &c [*b,*b,*b,*b,*b,*b]\n" + "d: [*c,*c,*c,*c,*c,*c]\n";

        shouldBeRefused(bomb, MANIFEST_INVALID);
    }

    @Test
    void shouldRefuse_whenItIsNestedTooDeeply() {
        shouldBeRefused("a: " + "[".repeat(5_000) + "]".repeat(5_000), MANIFEST_INVALID);
        shouldBeRefused("a: " + "{a: ".repeat(100) + "1" + "}".repeat(100), MANIFEST_INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Pod", "DaemonSet", "Job", "Secret", "ClusterRoleBinding", "Namespace", "CustomResourceDefinition", "Ingress"})
    void shouldRefuse_whenTheKindIsAnother(String kind) {
        shouldBeRefused(ManifestMother.NGINX.replace("kind: Deployment", "kind: " + kind), MANIFEST_REFUSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hostNetwork: true", "hostPID: true", "hostIPC: true", "serviceAccountName: admin", "hostUsers: false",
            "automountServiceAccountToken: true", "nodeName: a", "priorityClassName: system-node-critical", "tolerations: []",
            "volumes: [{name: a, hostPath: {path: /}}]", "volumes: [{name: a, secret: {secretName: x}}]", "imagePullSecrets: [{name: a}]",
            "securityContext: {sysctls: []}", "runtimeClassName: a", "ephemeralContainers: []"})
    void shouldRefuse_whenThePodReachesBeyondItself(String member) {
        shouldBeRefused(ManifestMother.NGINX.replace("      containers:", "      " + member + "\n      containers:"), MANIFEST_REFUSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"securityContext: {privileged: true}", "securityContext: {allowPrivilegeEscalation: true}",
            "securityContext: {capabilities: {add: [SYS_ADMIN]}}", "securityContext: {seccompProfile: {type: Unconfined}}",
            "securityContext: {procMount: Unmasked}", "envFrom: [{secretRef: {name: a}}]",
            "env: [{name: a, valueFrom: {secretKeyRef: {name: b, key: c}}}]", "volumeDevices: []", "lifecycle: {}",
            "newInKubernetes: true", "livenessProbe: {httpGet: {host: 169.254.169.254, port: 80}}",
            "readinessProbe: {tcpSocket: {host: 10.0.0.1, port: 22}}", "startupProbe: {httpGet: {host: kubernetes.default, port: 443}}"})
    void shouldRefuse_whenAContainerDoes(String member) {
        shouldBeRefused(ManifestMother.NGINX.replace("          image:", "          " + member + "\n          image:"), MANIFEST_REFUSED);
    }

    @Test
    void shouldRefuse_whenAContainerWantsAPortOfTheNode() {
        shouldBeRefused(ManifestMother.NGINX.replace("containerPort: 8081", "containerPort: 8081\n              hostPort: 80"),
                MANIFEST_REFUSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"type: LoadBalancer", "type: ExternalName", "externalIPs: [1.2.3.4]", "externalName: metadata.google.internal",
            "clusterIP: 10.0.0.1", "loadBalancerIP: 1.2.3.4"})
    void shouldRefuse_whenAServiceReachesBeyondTheNamespace(String member) {
        shouldBeRefused(ManifestMother.NGINX + "\n---\n" + ManifestMother.SERVICE.replace("spec:", "spec:\n  " + member), MANIFEST_REFUSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"replicas: 5", "replicas: 1000000"})
    void shouldRefuse_whenThereAreTooManyPods(String replicas) {
        shouldBeRefused(ManifestMother.NGINX.replace("replicas: 1", replicas), QUOTA_EXCEEDED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu: 5", "memory: 9Gi", "nvidia.com/gpu: 2"})
    void shouldRefuse_whenItAsksForTooMuch(String amount) {
        shouldBeRefused(ManifestMother.NGINX.replace("cpu: 500m", amount), QUOTA_EXCEEDED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"limits:\n              amd.com/gpu: 1", "requests:\n              hugepages-2Mi: 1Gi",
            "claims:\n            - name: a"})
    void shouldRefuse_whenTheResourceIsNotCounted(String resource) {
        shouldBeRefused(ManifestMother.NGINX.replace("limits:\n              cpu: 500m", resource), MANIFEST_REFUSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'1e999999999'", "'1e-999999999'", "9999999999999999999999", "'0x1'", "-1", "'1 '", "[]", "NaN", ".inf"})
    void shouldRefuse_whenAnAmountIsNone(String amount) {
        shouldBeRefused(ManifestMother.NGINX.replace("cpu: 500m", "cpu: " + amount), MANIFEST_INVALID, QUOTA_EXCEEDED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"replicas: 0", "replicas: -1", "replicas: x"})
    void shouldRefuse_whenThereIsNoPod(String replicas) {
        shouldBeRefused(ManifestMother.NGINX.replace("replicas: 1", replicas), MANIFEST_INVALID);
    }

    @Test
    void shouldRefuse_whenANameIsTheGateways_orThereTwice() {
        shouldBeRefused(ManifestMother.NGINX + "\n---\n" + ManifestMother.SERVICE.replace("name: nginx\nspec", "name: trestle-1\nspec"),
                MANIFEST_REFUSED);
        shouldBeRefused(ManifestMother.NGINX + "\n---\n" + ManifestMother.NGINX, MANIFEST_INVALID);
    }

    @Test
    void shouldRefuse_whenThePodsMetadataReachesBeyond() {
        shouldBeRefused(ManifestMother.NGINX.replace("      labels:\n", "      finalizers: [a/b]\n      labels:\n"), MANIFEST_REFUSED);
        shouldBeRefused(ManifestMother.NGINX.replace("      labels:\n", "      ownerReferences: []\n      labels:\n"), MANIFEST_REFUSED);
    }

    @Test
    void shouldRefuse_whenThereAreTooManyObjects() {
        shouldBeRefused((ManifestMother.NGINX + "\n---\n").repeat(6), QUOTA_EXCEEDED);
    }

    @Test
    void shouldRefuse_whenTheImageIsNotAllowed() {
        var strict = new ManifestReader(new ManifestPolicy(new ManifestLimits(List.of("registry.example/"), 5, 4, "4", "8Gi", 1)));

        assertThatThrownBy(() -> strict.read(ManifestMother.NGINX)).isInstanceOf(RefusedManifestException.class)
                .hasMessageContaining("nginx");
        assertThat(strict.read(ManifestMother.NGINX.replace("nginx:1.25", "registry.example/nginx:1")).deployments()).hasSize(1);
    }

    @Test
    void shouldForgetNamespacesAndAnnotations_whichAreNotTheUsers() {
        var text = ManifestMother.NGINX.replace("metadata:\n  name: nginx",
                "metadata:\n  name: nginx\n  namespace: kube-system\n  annotations: {a: b}");
        var metadata = reader.read(text).deployments().get(0).getMetadata();

        assertThat(metadata.getNamespace()).isNull();
        assertThat(metadata.getAnnotations()).isNullOrEmpty();
        var pod = ManifestMother.NGINX.replace("      labels:\n",
                "      annotations: {k8s.v1.cni.cncf.io/networks: other}\n      labels:\n");
        assertThat(reader.read(pod).deployments().get(0).getSpec().getTemplate().getMetadata().getAnnotations()).isNullOrEmpty();
    }

    @Test
    void shouldRefuse_whenThereIsNoPortToReach() {
        shouldBeRefused(ManifestMother.NGINX.replace("          ports:\n            - containerPort: 8081\n", ""), MANIFEST_INVALID);
    }

    private void shouldBeRefused(String text, DeploymentFailure... reasons) {
        assertThatThrownBy(() -> reader.read(text)).isInstanceOfSatisfying(RefusedManifestException.class,
                refused -> assertThat(refused.reason()).as(refused.getMessage()).isIn((Object[]) reasons));
    }
}
