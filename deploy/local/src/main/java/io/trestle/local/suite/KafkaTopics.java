package io.trestle.local.suite;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ExecutionException;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

import io.trestle.local.supervision.StackFailure;
import io.trestle.model.Topic;

/** The suite's topics, made before any service asks for them. */
public final class KafkaTopics {
    /** As many as three replicas of a service can share. */
    private static final int PARTITIONS = 4;

    private KafkaTopics() {
    }

    /** Creates those that are missing. */
    public static void register(String bootstrapServers) {
        try (var admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            var topics = Arrays.stream(Topic.values()).map(topic -> new NewTopic(topic.topicName(), PARTITIONS, (short) 1)).toList();
            for (var created : admin.createTopics(topics).values().values()) {
                created.get();
            }
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new StackFailure("Kafka refused to create the topics: " + e.getMessage(), e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
