package io.trestle.engines.kafka;

import java.nio.file.Path;
import java.util.Properties;

import io.trestle.engines.process.Durability;
import io.trestle.engines.process.Ports;

/**
 * The broker's configuration: one node, little memory, quick to start.
 *
 * @param advertisedPort where clients are sent once they have asked who leads a partition
 */
record KafkaSettings(Path logs, int port, int advertisedPort, int controllerPort, Durability durability) {

    static final int NODE = 1;
    static final String CONTROLLER = "CONTROLLER";

    Properties asProperties() {
        var properties = new Properties();
        node(properties);
        topics(properties);
        memory(properties);
        timing(properties);
        return properties;
    }

    private void node(Properties properties) {
        properties.setProperty("process.roles", "broker,controller");
        properties.setProperty("node.id", String.valueOf(NODE));
        properties.setProperty("log.dirs", logs.toString());
        // A static quorum: the controller's port may change from start to start.
        properties.setProperty("controller.quorum.voters", NODE + "@" + Ports.HOST + ":" + controllerPort);
        properties.setProperty("controller.listener.names", CONTROLLER);
        properties.setProperty("listeners",
                "PLAINTEXT://" + Ports.HOST + ":" + port + "," + CONTROLLER + "://" + Ports.HOST + ":" + controllerPort);
        properties.setProperty("advertised.listeners", "PLAINTEXT://" + Ports.HOST + ":" + advertisedPort);
        properties.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
    }

    private void topics(Properties properties) {
        properties.setProperty("auto.create.topics.enable", "true");
        // enough that tests meet partitions, few enough that a cluster holds many test runs
        properties.setProperty("num.partitions", "4");
        properties.setProperty("default.replication.factor", "1");
        properties.setProperty("min.insync.replicas", "1");
        properties.setProperty("offsets.topic.num.partitions", "4");
        properties.setProperty("offsets.topic.replication.factor", "1");
        properties.setProperty("transaction.state.log.num.partitions", "4");
        properties.setProperty("transaction.state.log.replication.factor", "1");
        properties.setProperty("transaction.state.log.min.isr", "1");
        properties.setProperty("share.coordinator.state.topic.num.partitions", "2");
        properties.setProperty("share.coordinator.state.topic.replication.factor", "1");
        properties.setProperty("share.coordinator.state.topic.min.isr", "1");
    }

    private void memory(Properties properties) {
        properties.setProperty("num.network.threads", "2");
        properties.setProperty("num.io.threads", "4");
        properties.setProperty("background.threads", "2");
        properties.setProperty("group.coordinator.threads", "1");
        // the default would take 128 MiB of heap
        properties.setProperty("log.cleaner.dedupe.buffer.size", "4194304");
        // two index files of this size are mapped per partition; the default is 10 MiB
        properties.setProperty("log.index.size.max.bytes", "1048576");
        if (durability == Durability.DURABLE) {
            properties.setProperty("log.flush.interval.ms", "1000");
            properties.setProperty("log.flush.scheduler.interval.ms", "1000");
        }
    }

    private void timing(Properties properties) {
        properties.setProperty("group.initial.rebalance.delay.ms", "0");
        // A restart after a kill waits until the session of the killed broker has ended.
        properties.setProperty("broker.session.timeout.ms", "1500");
        properties.setProperty("broker.heartbeat.interval.ms", "200");
    }
}
