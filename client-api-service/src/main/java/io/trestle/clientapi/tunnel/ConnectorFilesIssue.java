package io.trestle.clientapi.tunnel;

import java.time.Clock;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.ProblemException;

/** Hands out what a worker's cloudflared runs with, and notes each time that it did. */
@ApplicationScoped
public class ConnectorFilesIssue {

    private static final Logger LOG = Logger.getLogger(ConnectorFilesIssue.class);

    private final TunnelRepository tunnels;
    private final CredentialIssueRepository issues;
    private final CredentialVault vault;
    private final Clock clock;

    ConnectorFilesIssue(TunnelRepository tunnels, CredentialIssueRepository issues, CredentialVault vault, Clock clock) {
        this.tunnels = tunnels;
        this.issues = issues;
        this.vault = vault;
        this.clock = clock;
    }

    /**
     * In the transaction of the current session, so that nothing leaves without its note.
     *
     * @return fails with {@code TUNNEL_NOT_READY} where there is no credential to hand out
     */
    public Uni<ConnectorFiles> issue(String modelId, CredentialCause cause) {
        return tunnels.findById(modelId)
                .invoke(tunnel -> refuseUnlessReady(tunnel))
                .chain(tunnel -> vault.files(tunnel).call(() -> issues.persist(note(tunnel, cause))))
                .invoke(files -> LOG.infof("Credential of model %s issued: %s", modelId, cause));
    }

    private static void refuseUnlessReady(@Nullable TunnelEntity tunnel) {
        if (tunnel == null || tunnel.status != TunnelStatus.READY) {
            var status = tunnel == null ? "missing" : tunnel.status.json();
            throw new ProblemException(ProblemType.TUNNEL_NOT_READY, "The tunnel is " + status + "; there is no credential to issue")
                    .with("status", status);
        }
    }

    private CredentialIssueEntity note(TunnelEntity tunnel, CredentialCause cause) {
        var issue = new CredentialIssueEntity();
        issue.id = UUID.randomUUID();
        issue.modelId = tunnel.modelId;
        issue.tenant = tunnel.tenant;
        issue.cause = cause;
        issue.issuedAt = clock.instant();
        return issue;
    }
}
