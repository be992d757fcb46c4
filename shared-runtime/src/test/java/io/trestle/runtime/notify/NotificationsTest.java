package io.trestle.runtime.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.ConcurrentLinkedQueue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import io.trestle.runtime.ServiceDatabase;

/** Notifications of a real PostgreSQL. */
class NotificationsTest {

    private ServiceDatabase database;
    private Notifications notifications;
    private final ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void setUp() {
        database = ServiceDatabase.open();
        notifications = NotificationsMother.listening(database);
        notifications.on("news").subscribe().with(heard::add);
        await().untilAsserted(() -> {
            say("hello");
            assertThat(heard).contains("hello");
        });
        heard.clear();
    }

    @AfterEach
    void tearDown() {
        notifications.stop(null);
        database.close();
    }

    @Nested
    class On {

        @Test
        void shouldHearItsOwnChannelOnly() {
            database.execute("SELECT pg_notify(current_schema || '.other', 'not for us')");
            database.execute("SELECT pg_notify('other_schema.news', 'nor this')");
            say("for us");

            await().untilAsserted(() -> assertThat(heard).contains("for us"));
            assertThat(heard).doesNotContain("not for us", "nor this");
        }

        @Test
        void shouldHearNothing_whenTheTransactionRollsBack() {
            database.executeAndRollBack("SELECT pg_notify(current_schema || '.news', 'never said')");
            say("said");

            await().untilAsserted(() -> assertThat(heard).contains("said"));
            assertThat(heard).doesNotContain("never said");
        }

        @Test
        void shouldTellListenersToLookAndGoOn_whenTheConnectionWasLost() {
            database.execute("""
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE datname = current_database() AND query LIKE 'LISTEN%'""");

            await().untilAsserted(() -> assertThat(heard).contains(""));
            say("again");
            await().untilAsserted(() -> assertThat(heard).contains("again"));
        }
    }

    private void say(String payload) {
        database.execute("SELECT pg_notify(current_schema || '.news', '" + payload + "')");
    }
}
