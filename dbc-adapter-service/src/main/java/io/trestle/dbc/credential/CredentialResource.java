package io.trestle.dbc.credential;

import java.net.URI;
import java.util.List;
import java.util.Map;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.identity.CurrentCaller;
import io.trestle.runtime.problem.ProblemException;

/** The caller's credentials. What they hold comes back from nowhere. */
@Path("/credentials")
@Tag(name = "Credentials", description = "Renters' keys and sessions")
class CredentialResource {

    private final Credentials credentials;
    private final CredentialIntake intake;
    private final CurrentCaller caller;

    CredentialResource(Credentials credentials, CredentialIntake intake, CurrentCaller caller) {
        this.credentials = credentials;
        this.intake = intake;
        this.caller = caller;
    }

    @POST
    @Operation(summary = "Store a renter's key, a signed session, or a session that is still to be signed")
    public Uni<Response> add(@NotNull @Valid NewCredential given) {
        return intake.take(caller.get().tenant(), given)
                .map(view -> Response.created(URI.create("/credentials/" + view.id())).entity(view).build());
    }

    @GET
    @Operation(summary = "The caller's credentials, without what they hold")
    public Uni<Map<String, List<CredentialView>>> list() {
        var tenant = caller.get().tenant();
        return Panache.withSession(() -> credentials.of(tenant))
                .map(all -> Map.of("credentials", all.stream().map(CredentialView::of).toList()));
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "One credential: whether the node takes it, and until when")
    public Uni<CredentialView> get(String id) {
        var tenant = caller.get().tenant();
        return Panache.withSession(() -> credentials.find(id).map(found -> CredentialView.of(visible(found, tenant))));
    }

    @POST
    @Path("/{id}/sign")
    @Operation(summary = "The signature under the session id that POST /credentials answered")
    public Uni<CredentialView> sign(String id, @NotNull @Valid Signature signature) {
        var tenant = caller.get().tenant();
        return Panache.withTransaction(() -> credentials.lock(id).map(found -> visible(found, tenant))
                .call(found -> intake.sign(found, signature.sign())).map(CredentialView::of));
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "Forget a credential that no VM lives under")
    public Uni<Void> remove(String id) {
        var tenant = caller.get().tenant();
        return Panache.withTransaction(() -> credentials.lock(id).map(found -> visible(found, tenant))
                .call(found -> credentials.isUsed(id).invoke(used -> {
                    if (used) {
                        throw new ProblemException(ProblemType.CONFLICT, "VMs were created with this credential, and are tracked with it");
                    }
                })).chain(credentials::remove));
    }

    private static CredentialEntity visible(@Nullable CredentialEntity found, String tenant) {
        if (found == null || !found.tenant.equals(tenant)) {
            throw new ProblemException(ProblemType.NOT_FOUND, "You have no such credential");
        }
        return found;
    }

    /** The wallet's signature under the session id: 128 hex digits. */
    record Signature(@JsonProperty("session_id_sign") @NotNull String sign) {

        @Override
        public String toString() {
            return "Signature";
        }
    }
}
