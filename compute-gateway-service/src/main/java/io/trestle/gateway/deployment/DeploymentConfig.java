package io.trestle.gateway.deployment;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.trestle.model.compute.DeploymentTarget;

/** What may be deployed, and where to. */
@ConfigMapping(prefix = "trestle.gateway.deploy")
public interface DeploymentConfig {

    /** How an entrance is reached from this process. */
    enum Exposure {
        /** By the name of its service: the gateway runs in the cluster. */
        CLUSTER_IP,
        /** At a port of {@link #nodeAddress()}. */
        NODE_PORT
    }

    /** {@code kubernetes}: type 3 takes the address of a manifest. {@code host}: it takes the host to forward to. Default {@code kubernetes}. */
    @WithDefault("kubernetes")
    DeploymentTarget target();

    /** How long a caller waits for a deployment; the work goes on beyond it. Default 2 minutes. */
    @WithDefault("2m")
    Duration answerWithin();

    /** After this long a deployment that is not available has failed. Default 10 minutes: images of several gigabytes are pulled. */
    @WithDefault("10m")
    Duration giveUpAfter();

    /**
     * How long a cluster may say that an image cannot be pulled, or that the quota is used up, until that is final. Default 1 minute: a
     * registry that is busy, pods of an earlier deployment that still end.
     */
    @WithDefault("1m")
    Duration patience();

    /** How long what was replaced or ended goes on, for the requests that it still works on. Default 30 s. */
    @WithDefault("30s")
    Duration drain();

    /** Schemes of manifest addresses. Default {@code https}. */
    @WithDefault("https")
    Set<String> manifestSchemes();

    /** What images must begin with. Default none, which allows all. */
    Optional<List<String>> images();

    /** Default {@code cluster-ip}. */
    @WithDefault("cluster-ip")
    Exposure expose();

    /** A node's address, where the exposure is {@code node-port}. Default {@code 127.0.0.1}. */
    @WithDefault("127.0.0.1")
    String nodeAddress();

    /**
     * From where a node's port may be used, where the exposure is {@code node-port}. Default everywhere; pods of other wallets are held back by
     * their own namespace's bounds.
     */
    @WithDefault("0.0.0.0/0,::/0")
    List<String> nodePortSources();

    /** Before the wallet's digits in the names of namespaces. Default {@code trestle-}. */
    @WithDefault("trestle-")
    String namespacePrefix();

    /** Namespace that the gateway itself runs in: from there, and only from there, deployments can be reached. Default {@code trestle}. */
    @WithDefault("trestle")
    String gatewayNamespace();

    /** Objects of one manifest. Default 20. */
    @WithDefault("20")
    int objects();

    /** Pods of one wallet. Default 10. */
    @WithDefault("10")
    int pods();

    /** Cores of one wallet. Default 16. */
    @WithDefault("16")
    String cpu();

    /** Memory of one wallet. Default 64Gi. */
    @WithDefault("64Gi")
    String memory();

    /** GPUs of one wallet. Default 4. */
    @WithDefault("4")
    int gpus();
}
