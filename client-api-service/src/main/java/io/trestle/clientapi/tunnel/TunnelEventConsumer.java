package io.trestle.clientapi.tunnel;

import jakarta.enterprise.context.ApplicationScoped;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

import io.smallrye.mutiny.Uni;
import io.trestle.model.Topic;
import io.trestle.model.tunnel.OwnedTunnelEvent;
import io.trestle.model.tunnel.TunnelEvent;
import io.trestle.model.tunnel.TunnelPooled;
import io.trestle.runtime.inbox.Inbox;

/** What the adapter says about tunnels. */
@ApplicationScoped
class TunnelEventConsumer {

    private final Inbox inbox;
    private final TunnelAnswers answers;
    private final TunnelOffers offers;

    TunnelEventConsumer(Inbox inbox, TunnelAnswers answers, TunnelOffers offers) {
        this.inbox = inbox;
        this.answers = answers;
        this.offers = offers;
    }

    @Incoming("tunnel-events")
    Uni<Void> consume(ConsumerRecord<String, byte[]> record) {
        return inbox.consume(Topic.TUNNEL_EVENTS, TunnelEvent.class, record, event -> take(event.message()));
    }

    private Uni<Void> take(TunnelEvent event) {
        return event instanceof OwnedTunnelEvent owned ? answers.take(owned) : offers.offer((TunnelPooled) event);
    }
}
