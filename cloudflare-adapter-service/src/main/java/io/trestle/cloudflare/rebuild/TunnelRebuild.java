package io.trestle.cloudflare.rebuild;

import java.util.ArrayList;
import java.util.List;

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
import io.trestle.cloudflare.sweep.CloudflareListing;
import io.trestle.cloudflare.tunnel.KnownTunnel;
import io.trestle.cloudflare.tunnel.TunnelObservations;
import io.trestle.cloudflare.tunnel.TunnelRestoration;

/**
 * Finds our tunnels by the comments on their records, proves each by its secret, and puts back those that the table does not have. What it
 * restored stays restored, so it can be run again where Cloudflare, or the budget, ended it early.
 */
@ApplicationScoped
class TunnelRebuild {

    /** @param known models that the table has already */
    record Report(int known, List<String> restored, List<Doubt> doubtful) {
    }

    /** A record that says it is ours, and leads to no tunnel that is. */
    record Doubt(String hostname, String why) {
    }

    private record Candidate(String modelId, ManagedComment comment, CloudflareRecord record) {
    }

    private final CloudflareClient cloudflare;
    private final TunnelSecrets secrets;
    private final TunnelNames names;
    private final TunnelObservations observations;
    private final TunnelRestoration restoration;

    TunnelRebuild(CloudflareClient cloudflare, TunnelSecrets secrets, TunnelNames names, TunnelObservations observations,
            TunnelRestoration restoration) {
        this.cloudflare = cloudflare;
        this.secrets = secrets;
        this.names = names;
        this.observations = observations;
        this.restoration = restoration;
    }

    Uni<Report> run() {
        return CloudflareListing.liveTunnels(cloudflare)
                .chain(tunnels -> CloudflareListing.records(cloudflare)
                        .chain(records -> observations.all().chain(known -> restore(tunnels, candidates(records, known), known.size()))));
    }

    private List<Candidate> candidates(List<CloudflareRecord> records, List<KnownTunnel> known) {
        var models = known.stream().map(KnownTunnel::modelId).toList();
        var found = new ArrayList<Candidate>();
        for (var record : records) {
            var comment = ManagedComment.parse(record.comment());
            var model = names.modelOf(record.name());
            if (comment != null && model != null && comment.belongsTo(model, record.name()) && !models.contains(model)) {
                found.add(new Candidate(model, comment, record));
            }
        }
        return found;
    }

    private Uni<Report> restore(List<CloudflareTunnel> tunnels, List<Candidate> candidates, int known) {
        var restored = new ArrayList<String>();
        var doubtful = new ArrayList<Doubt>();
        return Multi.createFrom().iterable(candidates)
                .onItem().transformToUniAndConcatenate(candidate -> restore(tunnels, candidate).invoke(why -> {
                    if (why.isEmpty()) {
                        restored.add(candidate.modelId);
                    } else {
                        doubtful.add(new Doubt(candidate.record.name(), why));
                    }
                }))
                .collect().last().replaceWith(() -> new Report(known, restored, doubtful));
    }

    /** Why not, or empty. */
    private Uni<String> restore(List<CloudflareTunnel> tunnels, Candidate candidate) {
        var tunnel = tunnels.stream().filter(live -> candidate.record.isCnameOf(live.id())).findFirst().orElse(null);
        if (tunnel == null) {
            return Uni.createFrom().item("The record leads to no tunnel of the account.");
        }
        return cloudflare.token(tunnel.id())
                .chain(token -> {
                    var version = proof(candidate, token.secretBytes());
                    return version == null
                            ? Uni.createFrom().item("The tunnel's secret is not one of ours.")
                            : restoration
                                    .restore(candidate.modelId, candidate.comment.tenant(), candidate.record.name(), version, tunnel.id(),
                                            candidate.record.id())
                                    .replaceWith("");
                })
                .onFailure(CloudflareRefusal.class).recoverWithItem(failure -> String.valueOf(failure.getMessage()));
    }

    private @Nullable SecretVersion proof(Candidate candidate, byte[] secret) {
        return secrets.prove(candidate.comment.tenant(), candidate.modelId, new SecretVersion(candidate.comment.generation(), 0), secret);
    }
}
