package io.trestle.cloudflare.tunnel;

import java.time.Clock;

import jakarta.enterprise.context.ApplicationScoped;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.trestle.model.Envelope;
import io.trestle.model.Topic;
import io.trestle.model.tunnel.ProvisionTunnel;
import io.trestle.model.tunnel.RotateTunnel;
import io.trestle.model.tunnel.TunnelCommand;
import io.trestle.runtime.inbox.Inbox;
import io.trestle.runtime.inbox.PoisonRecordException;

/** {@code tunnel.commands.v1} in. */
@ApplicationScoped
class TunnelCommandConsumer {

    /** Longer than any id of the suite, shorter than what an index takes. */
    private static final int MAX_ID_LENGTH = 250;

    private final Inbox inbox;
    private final TunnelIntake intake;
    private final Clock clock;

    TunnelCommandConsumer(Inbox inbox, TunnelIntake intake, Clock clock) {
        this.inbox = inbox;
        this.intake = intake;
        this.clock = clock;
    }

    @Incoming("tunnel-commands")
    Uni<Void> consume(ConsumerRecord<String, byte[]> record) {
        return inbox.consume(Topic.TUNNEL_COMMANDS, TunnelCommand.class, record, this::accept);
    }

    Uni<Void> accept(Envelope<TunnelCommand> envelope) {
        return intake.take(request(envelope.message()), envelope.time());
    }

    private TunnelRequestEntity request(TunnelCommand command) {
        var request = new TunnelRequestEntity();
        // Without these there is nobody to answer.
        request.modelId = named("modelId", command.modelId());
        request.requestId = named("requestId", command.requestId());
        request.tenant = named("tenant", command.tenant());
        request.receivedAt = clock.instant();
        if (command instanceof ProvisionTunnel provision) {
            request.kind = RequestKind.PROVISION;
            request.generation = provision.generation();
            request.service = storable(provision.service());
            request.recipientKey = storable(provision.recipientKey());
        } else if (command instanceof RotateTunnel rotate) {
            request.kind = RequestKind.ROTATE;
            request.recipientKey = storable(rotate.recipientKey());
        } else {
            request.kind = RequestKind.DEPROVISION;
        }
        return request;
    }

    private static String named(String member, @Nullable String value) {
        if (value == null || value.isEmpty() || value.length() > MAX_ID_LENGTH || value.indexOf('\0') >= 0) {
            throw new PoisonRecordException("The command has no usable " + member);
        }
        return value;
    }

    /** PostgreSQL stores no NUL. */
    private static @Nullable String storable(@Nullable String value) {
        return value == null ? null : value.replace('\0', '\uFFFD');
    }
}
