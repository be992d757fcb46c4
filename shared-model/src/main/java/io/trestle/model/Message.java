package io.trestle.model;

/**
 * A command or an event, as it travels on one topic. Each topic has one sealed interface that extends this one, and one record per fact.
 */
public interface Message {

    /**
     * What the message is about; the Kafka record key and the CloudEvents {@code subject}. Messages of one key keep their order.
     */
    String key();
}
