package io.trestle.cloudflare.tunnel;

import java.time.Clock;
import java.util.Base64;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.trestle.cloudflare.cloudflareapi.CloudflareConfig;
import io.trestle.cloudflare.credential.CredentialCipher;
import io.trestle.cloudflare.ownership.TunnelNames;
import io.trestle.cloudflare.ownership.TunnelSecrets;
import io.trestle.cloudflare.tunnel.TunnelEntity.Pooling;
import io.trestle.model.MessageCodec;
import io.trestle.model.tunnel.TunnelCredential;
import io.trestle.model.tunnel.TunnelDeprovisioned;
import io.trestle.model.tunnel.TunnelDeprovisioningFailed;
import io.trestle.model.tunnel.TunnelEvent;
import io.trestle.model.tunnel.TunnelFailure;
import io.trestle.model.tunnel.TunnelPooled;
import io.trestle.model.tunnel.TunnelProvisioned;
import io.trestle.model.tunnel.TunnelProvisioningFailed;
import io.trestle.model.tunnel.TunnelRotated;
import io.trestle.model.tunnel.TunnelRotationFailed;
import io.trestle.runtime.outbox.Outbox;

/** The one terminal event of each request, left in the outbox in the transaction that closes the request. */
@ApplicationScoped
class TunnelAnswers {

    /** The answer to a request of ours that is no news. */
    private static final String NOTHING = "none";

    private final Outbox outbox;
    private final TunnelSecrets secrets;
    private final TunnelNames names;
    private final CloudflareConfig config;
    private final Clock clock;

    TunnelAnswers(Outbox outbox, TunnelSecrets secrets, TunnelNames names, CloudflareConfig config, Clock clock) {
        this.outbox = outbox;
        this.secrets = secrets;
        this.names = names;
        this.config = config;
        this.clock = clock;
    }

    /** It is as was asked. */
    Uni<Void> succeed(TunnelRequestEntity request, TunnelEntity tunnel) {
        return close(request, request.isOurs() ? offer(tunnel) : switch (request.kind) {
            case PROVISION, REPAIR -> new TunnelProvisioned(tunnel.modelId, tunnel.tenant, request.requestId, tunnel.generation,
                    known(tunnel.tunnelId), tunnel.hostname, known(tunnel.service), credential(tunnel, request));
            case ROTATE -> new TunnelRotated(tunnel.modelId, tunnel.tenant, request.requestId, known(tunnel.tunnelId), tunnel.hostname,
                    credential(tunnel, request));
            case DEPROVISION -> new TunnelDeprovisioned(tunnel.modelId, tunnel.tenant, request.requestId);
            case POOL -> offer(tunnel);
        });
    }

    /** It cannot be as was asked. */
    Uni<Void> fail(TunnelRequestEntity request, TunnelFailure reason, String detail) {
        return close(request, request.isOurs() ? null : switch (request.kind) {
            case PROVISION, REPAIR ->
                new TunnelProvisioningFailed(request.modelId, request.tenant, request.requestId, request.generation, reason, detail);
            case ROTATE -> new TunnelRotationFailed(request.modelId, request.tenant, request.requestId, reason, detail);
            case DEPROVISION -> new TunnelDeprovisioningFailed(request.modelId, request.tenant, request.requestId, reason, detail);
            case POOL -> null;
        });
    }

    /** Null where somebody has it, or nobody can have it, after all. */
    private static @Nullable TunnelPooled offer(TunnelEntity tunnel) {
        return tunnel.pooling == Pooling.OFFERED ? new TunnelPooled(tunnel.modelId, tunnel.hostname) : null;
    }

    /** @param event null where nobody asked who would hear it */
    private Uni<Void> close(TunnelRequestEntity request, @Nullable TunnelEvent event) {
        if (!request.isOpen()) {
            throw new IllegalStateException("Request " + request.seq + " has its answer");
        }
        request.answeredAt = clock.instant();
        request.answer = event == null ? NOTHING : MessageCodec.typeName(event.getClass());
        return event == null ? Uni.createFrom().voidItem() : outbox.append(event);
    }

    private String credential(TunnelEntity tunnel, TunnelRequestEntity request) {
        var secret = Base64.getEncoder().encodeToString(secrets.secret(tunnel.tenant, tunnel.modelId, tunnel.secret()));
        var plain = new TunnelCredential(config.accountId(), known(tunnel.tunnelId), names.tunnelName(tunnel.modelId), secret);
        return CredentialCipher.encrypt(plain, known(request.recipientKey));
    }

    private static String known(@Nullable String value) {
        if (value == null) {
            throw new IllegalStateException("A provisioned tunnel has an id and a service, and its request a key");
        }
        return value;
    }
}
