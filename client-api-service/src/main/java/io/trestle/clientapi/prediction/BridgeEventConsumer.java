package io.trestle.clientapi.prediction;

import jakarta.enterprise.context.ApplicationScoped;

import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

import io.smallrye.mutiny.Uni;
import io.trestle.clientapi.ledger.Ledger;
import io.trestle.clientapi.ledger.LedgerEntry;
import io.trestle.model.Topic;
import io.trestle.model.prediction.PredictionEvent;
import io.trestle.model.prediction.PredictionRunner;
import io.trestle.runtime.inbox.Inbox;

/**
 * What comfy-bridge says about predictions; our own events on the topic are passed over, and so are jobs that came to the bridge by its own
 * API. The ledger commits before the inbox does: an event that is consumed again after a crash says nothing new to it.
 */
@ApplicationScoped
class BridgeEventConsumer {

    private final Inbox inbox;
    private final Ledger ledger;

    BridgeEventConsumer(Inbox inbox, Ledger ledger) {
        this.inbox = inbox;
        this.ledger = ledger;
    }

    @Incoming("prediction-events")
    Uni<Void> consume(ConsumerRecords<String, byte[]> records) {
        return inbox.consumeOfOthers(Topic.PREDICTION_EVENTS, PredictionEvent.class, records, event -> take(event.message()));
    }

    private Uni<Void> take(PredictionEvent event) {
        var report = event.runner() == PredictionRunner.COMFYUI ? BridgeReports.of(event) : null;
        return report == null
                ? Uni.createFrom().voidItem()
                : ledger.write(LedgerEntry.of(event.tenant(), event.predictionId(), report)).replaceWithVoid();
    }
}
