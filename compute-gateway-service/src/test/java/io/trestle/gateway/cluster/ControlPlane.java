package io.trestle.gateway.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.trestle.engines.process.Ports;

/**
 * A real Kubernetes control plane, started from the programs that {@code src/test/go/build} makes: etcd, API server, controllers, scheduler; and
 * kwok, which says of pods what a kubelet would say. No container runs.
 */
public final class ControlPlane implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Path PROGRAMS = Path.of("target", "kubernetes").toAbsolutePath();
    private static final String ADMIN = "admin-token";
    private static final String GATEWAY = "gateway-token";

    private final Path directory;
    private final int etcd = Ports.free();
    private final int etcdPeers = Ports.free();
    private final int port = Ports.free();
    private final Deque<Process> processes = new ArrayDeque<>();
    private final Process apiServer;
    private KubernetesClient admin;

    /** @param directory for its data and logs */
    public ControlPlane(Path directory) {
        this.directory = directory;
        build();
        // A test run that is broken off leaves nothing behind.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> processes.forEach(Process::destroyForcibly)));
        start("etcd", "kubernetes", "etcd", "--data-dir=" + directory.resolve("etcd"), "--listen-client-urls=http://127.0.0.1:" + etcd,
                "--advertise-client-urls=http://127.0.0.1:" + etcd, "--listen-peer-urls=http://127.0.0.1:" + etcdPeers,
                "--initial-advertise-peer-urls=http://127.0.0.1:" + etcdPeers, "--initial-cluster=default=http://127.0.0.1:" + etcdPeers,
                "--unsafe-no-fsync");
        writeCredentials();
        apiServer = startApiServer();
        admin = client(ADMIN);
        awaitReady();
        start("controllers", "kubernetes", "controllers", "--kubeconfig=" + kubeconfig(ADMIN), "--leader-elect=false", "--secure-port=0",
                "--service-account-private-key-file=" + directory.resolve("accounts.key"), "--use-service-account-credentials=false",
                "--controllers=*,-nodeipam,-nodelifecycle,-node-route-controller,-service-lb-controller,-cloud-node-lifecycle");
        start("scheduler", "kubernetes", "scheduler", "--kubeconfig=" + kubeconfig(ADMIN), "--leader-elect=false", "--secure-port=0");
        start("kwok", "kwok", "--kubeconfig=" + kubeconfig(ADMIN), "--manage-all-nodes=true", "--node-lease-duration-seconds=0",
                "--server-address=127.0.0.1:" + Ports.free(), "--config=" + resource("/cluster/stages.yaml"));
        admin.resource(new NodeBuilder().withNewMetadata().withName("node").endMetadata().withNewStatus().addToAllocatable(room())
                .addToCapacity(room()).endStatus().build()).create();
        admitGateway();
    }

    /** Seconds, where it was built before. */
    private static void build() {
        try {
            var build = new ProcessBuilder(Path.of("src", "test", "go", "build").toAbsolutePath().toString(), PROGRAMS.toString())
                    .inheritIO()
                    .start();
            assertThat(build.waitFor()).as("the control plane is built").isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, Quantity> room() {
        return Map.of("cpu", new Quantity("64"), "memory", new Quantity("256Gi"), "pods", new Quantity("200"));
    }

    private Process startApiServer() {
        return start("apiserver", "kubernetes", "apiserver", "--etcd-servers=http://127.0.0.1:" + etcd, "--bind-address=127.0.0.1",
                "--secure-port=" + port, "--cert-dir=" + directory.resolve("certificates"),
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=" + directory.resolve("accounts.pub"),
                "--service-account-signing-key-file=" + directory.resolve("accounts.key"),
                "--token-auth-file=" + directory.resolve("tokens.csv"), "--authorization-mode=RBAC",
                "--service-cluster-ip-range=10.0.0.0/24",
                // No kubelet says that the node is ready; pods that wait for it to be would wait for ever.
                "--disable-admission-plugins=ServiceAccount,TaintNodesByCondition");
    }

    private void writeCredentials() {
        try {
            Files.writeString(directory.resolve("tokens.csv"), ADMIN + ",admin,admin,system:masters\n" + GATEWAY + ",gateway,gateway\n");
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            var pair = generator.generateKeyPair();
            Files.writeString(directory.resolve("accounts.key"), pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
            Files.writeString(directory.resolve("accounts.pub"), pem("PUBLIC KEY", pair.getPublic().getEncoded()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static String pem(String type, byte[] bytes) {
        return "-----BEGIN " + type + "-----\n" + Base64.getMimeEncoder(64, "\n".getBytes(UTF_8)).encodeToString(bytes) + "\n-----END "
                + type
                + "-----\n";
    }

    /** The rights that the gateway is shipped with. */
    private void admitGateway() {
        try (var role = Files.newInputStream(Path.of("kubernetes", "cluster-role.yaml"))) {
            admin.load(role).create();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        admin.resource(new ClusterRoleBindingBuilder().withNewMetadata().withName("gateway").endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "trestle-compute-gateway")
                .addNewSubject("rbac.authorization.k8s.io", "User", "gateway", null).build()).create();
    }

    private void awaitReady() {
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            if (!apiServer.isAlive()) {
                throw new IllegalStateException("The API server ended, see " + directory);
            }
            return "ok".equals(admin.raw("/readyz"));
        });
    }

    /** Sees and does everything. */
    public KubernetesClient admin() {
        return admin;
    }

    public String version() {
        var version = admin.getKubernetesVersion();
        return version.getMajor() + "." + version.getMinor();
    }

    /** How a gateway reaches it, with a gateway's rights. */
    public Map<String, String> configuration() {
        return Map.of("trestle.gateway.deploy.target", "kubernetes", "trestle.gateway.deploy.expose", "node-port",
                "trestle.gateway.deploy.manifest-schemes", "http,https", "kubeconfig", kubeconfig(GATEWAY).toString());
    }

    private KubernetesClient client(String token) {
        return new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(kubeconfig(token).toFile())).build();
    }

    private Path kubeconfig(String token) {
        try {
            return Files.writeString(directory.resolve(token + ".kubeconfig"), """
                    apiVersion: v1
                    kind: Config
                    clusters: [{name: test, cluster: {server: "https://127.0.0.1:%d", insecure-skip-tls-verify: true}}]
                    users: [{name: test, user: {token: %s}}]
                    contexts: [{name: test, context: {cluster: test, user: test}}]
                    current-context: test
                    """.formatted(port, token));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path resource(String name) {
        return Path.of("src", "test", "resources" + name).toAbsolutePath();
    }

    private Process start(String name, String program, String... arguments) {
        try {
            var command = new ArrayList<>(List.of(PROGRAMS.resolve(program).toString()));
            command.addAll(List.of(arguments));
            var process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(directory.resolve(name + ".log").toFile())
                    .start();
            processes.push(process);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        admin.close();
        processes.forEach(Process::destroyForcibly);
    }
}
