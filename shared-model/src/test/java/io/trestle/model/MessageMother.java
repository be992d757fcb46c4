package io.trestle.model;

import java.util.List;
import java.util.stream.Stream;

import io.trestle.model.compute.ComputeMother;
import io.trestle.model.prediction.PredictionMother;
import io.trestle.model.tunnel.TunnelMother;

/** One message of each type, made by hand. */
final class MessageMother {

    private MessageMother() {
    }

    static List<Message> messages() {
        return Stream.of(TunnelMother.messages(), PredictionMother.messages(), ComputeMother.messages()).flatMap(List::stream).toList();
    }

    static Message message(Class<? extends Message> type) {
        return messages().stream().filter(type::isInstance).findFirst()
                .orElseThrow(() -> new AssertionError("No message of " + type.getSimpleName() + " is made by hand"));
    }
}
