package io.trestle.model;

import io.trestle.model.compute.ComputeEvent;
import io.trestle.model.prediction.PredictionCommand;
import io.trestle.model.prediction.PredictionEvent;
import io.trestle.model.tunnel.TunnelCommand;
import io.trestle.model.tunnel.TunnelEvent;

/** The five topics of the suite. A deployment may put a prefix before the name ({@code trestle.kafka.topic-prefix}). */
public enum Topic {

    TUNNEL_COMMANDS("tunnel.commands.v1", TunnelCommand.class),
    TUNNEL_EVENTS("tunnel.events.v1", TunnelEvent.class),
    PREDICTION_COMMANDS("prediction.commands.v1", PredictionCommand.class),
    PREDICTION_EVENTS("prediction.events.v1", PredictionEvent.class),
    COMPUTE_EVENTS("compute.events.v1", ComputeEvent.class);

    private final String topicName;
    private final Class<? extends Message> messageType;

    Topic(String topicName, Class<? extends Message> messageType) {
        this.topicName = topicName;
        this.messageType = messageType;
    }

    public String topicName() {
        return topicName;
    }

    /** The sealed interface of all messages on this topic. */
    public Class<? extends Message> messageType() {
        return messageType;
    }

    /** The topic that messages of this class travel on. */
    public static Topic of(Class<? extends Message> type) {
        for (var topic : values()) {
            if (topic.messageType.isAssignableFrom(type)) {
                return topic;
            }
        }
        throw new IllegalArgumentException("No topic carries " + type.getName());
    }
}
