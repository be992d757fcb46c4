package io.trestle.cloudflare.rebuild;

import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.smallrye.mutiny.Uni;
import io.trestle.cloudflare.cloudflareapi.CloudflareRefusal;
import io.trestle.cloudflare.cloudflareapi.CloudflareUnavailable;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.identity.OperatorOnly;
import io.trestle.runtime.problem.ProblemException;

/** Restores the table of tunnels. */
@Path("/tunnels/rebuild")
@Tag(name = "Tunnels")
@OperatorOnly
class RebuildResource {

    private final TunnelRebuild rebuild;

    RebuildResource(TunnelRebuild rebuild) {
        this.rebuild = rebuild;
    }

    @POST
    @Operation(summary = "Restores the table of tunnels from Cloudflare alone. Run it again where it ends early")
    public Uni<TunnelRebuild.Report> run() {
        return rebuild.run()
                .onFailure(CloudflareUnavailable.class).transform(failure -> unavailable((CloudflareUnavailable) failure))
                .onFailure(CloudflareRefusal.class)
                .transform(failure -> new ProblemException(ProblemType.UPSTREAM_FAILED, String.valueOf(failure.getMessage())));
    }

    private static ProblemException unavailable(CloudflareUnavailable failure) {
        var problem = new ProblemException(ProblemType.UNAVAILABLE, String.valueOf(failure.getMessage()));
        return failure.retryAfter() == null ? problem : problem.retryAfter(failure.retryAfter());
    }
}
