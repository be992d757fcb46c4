package io.trestle.clientapi.identity;

import java.util.List;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.smallrye.mutiny.Uni;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.identity.Caller;
import io.trestle.runtime.identity.CurrentCaller;
import io.trestle.runtime.identity.IdentityVerifier;
import io.trestle.runtime.identity.OperatorOnly;
import io.trestle.runtime.problem.ProblemException;

/** Tenants, API keys and tokens. */
@Path("/identity")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class IdentityResource {

    private final Tenants tenants;
    private final ApiKeyIssue keys;
    private final Tokens tokens;
    private final ServiceKeys serviceKeys;
    private final IdentityConfig config;
    private final CurrentCaller caller;

    IdentityResource(Tenants tenants, ApiKeyIssue keys, Tokens tokens, ServiceKeys serviceKeys, IdentityConfig config,
            CurrentCaller caller) {
        this.tenants = tenants;
        this.keys = keys;
        this.tokens = tokens;
        this.serviceKeys = serviceKeys;
        this.config = config;
        this.caller = caller;
    }

    /** @param id a label: lower-case letters, digits, hyphens */
    public record NewTenant(@Nullable String id, @Nullable String name) {
    }

    /**
     * @param tenant whose key it is; only an operator may name another tenant than its own
     * @param operator whether the key may do what operators do; only an operator may say so
     */
    public record NewApiKey(@Nullable String label, @Nullable String tenant, boolean operator) {
    }

    /** As OAuth 2.0 writes it (RFC 6749, 5.1), so that ready-made clients read it. */
    public record Token(@JsonProperty("access_token") String accessToken, @JsonProperty("token_type") String tokenType,
            @JsonProperty("expires_in") long expiresIn) {

        @Override
        public String toString() {
            return "Token[...]";
        }
    }

    @POST
    @Path("tenants")
    @OperatorOnly
    public Uni<Response> createTenant(@Nullable NewTenant tenant) {
        var asked = tenant == null ? new NewTenant(null, null) : tenant;
        return tenants.create(asked.id(), asked.name()).map(made -> Response.status(201).entity(made).build());
    }

    @GET
    @Path("tenants")
    @OperatorOnly
    public Uni<List<Tenants.View>> listTenants() {
        return tenants.list();
    }

    /** The answer is the only one that shows the key. */
    @POST
    @Path("api-keys")
    public Uni<Response> createKey(@Nullable NewApiKey key) {
        var asked = key == null ? new NewApiKey(null, null, false) : key;
        if (asked.operator() && !caller.get().isOperator()) {
            throw new ProblemException(ProblemType.FORBIDDEN, "Only operators may make keys for operators");
        }
        return keys.create(tenant(asked.tenant()), asked.label(), asked.operator())
                .map(made -> Response.status(201).entity(made).build());
    }

    @GET
    @Path("api-keys")
    public Uni<List<ApiKeyIssue.View>> listKeys(@QueryParam("tenant") @Nullable String tenant) {
        return keys.list(tenant(tenant));
    }

    @DELETE
    @Path("api-keys/{id}")
    @Consumes(MediaType.WILDCARD)
    public Uni<Void> revokeKey(@PathParam("id") String id, @QueryParam("tenant") @Nullable String tenant) {
        return keys.revoke(tenant(tenant), id);
    }

    /** A token for the API key of the request. A token gets no other token: a revoked key would then live on. */
    @POST
    @Path("token")
    @Consumes(MediaType.WILDCARD)
    public Uni<Token> issueToken(@HeaderParam(IdentityVerifier.API_KEY_HEADER) @Nullable String apiKey,
            @HeaderParam("Authorization") @Nullable String authorization) {
        if (apiKey == null && authorization != null) {
            throw new ProblemException(ProblemType.FORBIDDEN, "A token is issued for an API key, not for another token");
        }
        return tokens.issue(caller.get()).map(token -> new Token(token, "Bearer", config.tokenLifetime().toSeconds()));
    }

    /** Retires a key of the service and makes another one: {@code sign} or {@code encrypt}. */
    @POST
    @Path("keys/{purpose}/rotation")
    @OperatorOnly
    @Consumes(MediaType.WILDCARD)
    public Uni<RotatedKey> rotate(@PathParam("purpose") String purpose) {
        return serviceKeys.rotate(purpose(purpose)).map(key -> new RotatedKey(key.id()));
    }

    /** @param kid id of the key that is used from now on */
    public record RotatedKey(String kid) {
    }

    private static KeyPurpose purpose(String text) {
        for (var purpose : KeyPurpose.values()) {
            if (purpose.name().equalsIgnoreCase(text)) {
                return purpose;
            }
        }
        throw new ProblemException(ProblemType.NOT_FOUND, "The service has keys to sign and to encrypt");
    }

    /** Another tenant is not there for those who are no operators. */
    private String tenant(@Nullable String named) {
        Caller current = caller.get();
        if (named == null || named.equals(current.tenant())) {
            return current.tenant();
        }
        if (!current.isOperator()) {
            throw new ProblemException(ProblemType.NOT_FOUND, "There is no such tenant");
        }
        return named;
    }
}
