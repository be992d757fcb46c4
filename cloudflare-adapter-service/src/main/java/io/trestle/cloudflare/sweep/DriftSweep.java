package io.trestle.cloudflare.sweep;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.trestle.cloudflare.cloudflareapi.CloudflareClient;
import io.trestle.cloudflare.cloudflareapi.CloudflareRecord;
import io.trestle.cloudflare.cloudflareapi.CloudflareRefusal;
import io.trestle.cloudflare.cloudflareapi.CloudflareTunnel;
import io.trestle.cloudflare.ownership.ManagedComment;
import io.trestle.cloudflare.ownership.SecretVersion;
import io.trestle.cloudflare.ownership.TunnelNames;
import io.trestle.cloudflare.ownership.TunnelSecrets;
import io.trestle.cloudflare.tunnel.KnownTunnel;
import io.trestle.cloudflare.tunnel.TunnelObservations;

/** Compares what stands with what should. It only reports: a person, or a later command, decides. */
@ApplicationScoped
class DriftSweep {

    private final CloudflareClient cloudflare;
    private final TunnelObservations observations;
    private final TunnelSecrets secrets;
    private final TunnelNames names;
    private final StrayStore strays;
    private final SweepConfig config;
    private final Clock clock;

    DriftSweep(CloudflareClient cloudflare, TunnelObservations observations, TunnelSecrets secrets, TunnelNames names, StrayStore strays,
            SweepConfig config, Clock clock) {
        this.cloudflare = cloudflare.forSweeps();
        this.observations = observations;
        this.secrets = secrets;
        this.names = names;
        this.strays = strays;
        this.config = config;
        this.clock = clock;
    }

    /**
     * What stands, by id.
     *
     * @param asOf what was done at Cloudflare later may not be in it
     */
    private record Standing(Instant asOf, Map<String, CloudflareTunnel> tunnels, Map<String, CloudflareRecord> records) {

        boolean judges(KnownTunnel known) {
            return !known.busy() && known.changedAt().isBefore(asOf);
        }
    }

    Uni<Void> run() {
        var asOf = clock.instant().minus(config.listLag());
        // The table is read last, so that it says what was worked on while the lists were read.
        return CloudflareListing.liveTunnels(cloudflare)
                .chain(tunnels -> CloudflareListing.records(cloudflare)
                        .map(records -> new Standing(asOf, byId(tunnels, CloudflareTunnel::id), byId(records, CloudflareRecord::id))))
                .chain(standing -> observations.all().chain(known -> compare(known, standing)
                        .chain(() -> straysOf(known, standing)).chain(strays::replace)));
    }

    private Uni<Void> compare(List<KnownTunnel> known, Standing standing) {
        return Multi.createFrom().iterable(known).filter(KnownTunnel::isSettled).filter(standing::judges)
                .onItem().transformToUniAndConcatenate(tunnel -> difference(tunnel, standing)
                        .chain(difference -> observations.drift(tunnel, difference.isEmpty() ? null : difference)))
                .collect().last().replaceWithVoid();
    }

    /** One sentence, or empty. */
    private Uni<String> difference(KnownTunnel known, Standing standing) {
        var tunnel = standing.tunnels.get(known.tunnelId());
        if (tunnel == null) {
            return Uni.createFrom().item("The tunnel " + known.tunnelId() + " should stand, and is gone. Repair it.");
        }
        if (!tunnel.name().equals(names.tunnelName(known.modelId()))) {
            return Uni.createFrom().item("The tunnel was renamed to '" + tunnel.name() + "'.");
        }
        var listed = standing.records.get(known.recordId());
        // A record whose comment somebody changed is not in the list.
        var record = listed != null
                ? Uni.createFrom().item(listed)
                : cloudflare.record(String.valueOf(known.recordId())).onFailure(CloudflareRefusal.class).recoverWithNull();
        return record.map(found -> {
            if (found == null) {
                return "A DNS record should stand at " + known.hostname() + ", and is gone. Repair it.";
            }
            return found.leadsTo(tunnel.id()) && found.name().equalsIgnoreCase(known.hostname())
                    ? ""
                    : "The DNS record at " + found.name() + " should lead to the tunnel, and is a " + found.type() + " to "
                            + found.content()
                            + (Boolean.TRUE.equals(found.proxied()) ? "." : ", not proxied.");
        });
    }

    private Uni<List<Stray>> straysOf(List<KnownTunnel> known, Standing standing) {
        var byModel = byId(known, KnownTunnel::modelId);
        var found = new ArrayList<Stray>();
        standing.records.values().forEach(record -> {
            var stray = stray(record, byModel, standing);
            if (stray != null) {
                found.add(stray);
            }
        });
        return Multi.createFrom().iterable(standing.tunnels.values())
                .filter(tunnel -> isUnaccounted(byModel.get(tunnel.name()), tunnel.id(), standing))
                .onItem().transformToUniAndConcatenate(tunnel -> proven(byModel.get(tunnel.name()), tunnel, standing))
                .filter(stray -> !stray.kind().isEmpty())
                .collect().in(() -> found, List::add).map(all -> (List<Stray>) all);
    }

    private @Nullable Stray stray(CloudflareRecord record, Map<String, KnownTunnel> byModel, Standing standing) {
        var comment = ManagedComment.parse(record.comment());
        var model = comment == null ? null : comment.modelId() != null ? comment.modelId() : names.modelOf(record.name());
        if (comment == null || model == null) {
            return null;
        }
        var known = byModel.get(model);
        if (known != null && (!standing.judges(known) || record.id().equals(known.recordId()))) {
            return null;
        }
        var detail = known == null
                ? "No tunnel of this model is known. Rebuild the table, or delete the record."
                : "The model has no such record any more. Delete it.";
        return new Stray("RECORD", record.id(), record.name(), detail, model, comment.tenant(), clock.instant());
    }

    private static boolean isUnaccounted(@Nullable KnownTunnel known, String tunnelId, Standing standing) {
        return known == null || standing.judges(known) && !tunnelId.equals(known.tunnelId());
    }

    /** A stray only where the secret is one of ours; most tunnels of an account are somebody else's, and say nothing about a tenant. */
    private Uni<Stray> proven(@Nullable KnownTunnel known, CloudflareTunnel tunnel, Standing standing) {
        var nothing = new Stray("", "", "", "", null, null, clock.instant());
        var tenant = known != null
                ? known.tenant()
                : standing.records.values().stream().filter(record -> record.isCnameOf(tunnel.id()))
                        .map(record -> ManagedComment.parse(record.comment())).filter(comment -> comment != null)
                        .map(ManagedComment::tenant)
                        .findFirst().orElse(null);
        if (tenant == null) {
            return Uni.createFrom().item(nothing);
        }
        var expected = known == null ? new SecretVersion(1, 0) : known.secret();
        return cloudflare.token(tunnel.id())
                .map(token -> secrets.prove(tenant, tunnel.name(), expected, token.secretBytes()) == null
                        ? nothing
                        : new Stray("TUNNEL", tunnel.id(), tunnel.name(), known == null
                                ? "It is ours, and not in the table. Rebuild the table."
                                : "It is ours, and the model has no such tunnel any more. Delete it.", tunnel.name(), tenant,
                                clock.instant()))
                .onFailure(CloudflareRefusal.class).recoverWithItem(nothing);
    }

    private static <T> Map<String, T> byId(List<T> items, Function<T, String> id) {
        return items.stream().collect(Collectors.toMap(id, item -> item, (one, same) -> one));
    }
}
