package io.trestle.engines;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** Removes what a test run left on a broker that others go on using. */
final class TopicCleanup {

    private static final String LIMIT_MILLIS = "5000";

    private TopicCleanup() {
    }

    /** Deletes the topics with this prefix. Best effort: topics that stay disturb nobody, and go with the broker. */
    static void deleteTopics(String bootstrapServers, String prefix) {
        Map<String, Object> settings = Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, LIMIT_MILLIS, AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, LIMIT_MILLIS);
        Admin admin = Admin.create(settings);
        try {
            List<String> topics = admin.listTopics().names().get().stream().filter(topic -> topic.startsWith(prefix)).toList();
            admin.deleteTopics(topics).all().get();
        } catch (ExecutionException unreachable) {
            // nothing to clean where nobody is
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            admin.close(Duration.ZERO);
        }
    }
}
