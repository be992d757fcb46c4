package io.trestle.runtime.notify;

import io.trestle.runtime.ServiceDatabase;

/** Notifications outside Quarkus. */
public final class NotificationsMother {

    private NotificationsMother() {
    }

    public static Notifications listening(ServiceDatabase database) {
        var notifications = new Notifications(database.vertx(), database.pool().getDelegate(), ServiceDatabase.ROLE);
        notifications.start(null);
        return notifications;
    }
}
