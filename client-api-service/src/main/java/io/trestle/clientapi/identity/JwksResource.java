package io.trestle.clientapi.identity;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.smallrye.mutiny.Uni;
import io.trestle.runtime.identity.Anonymous;

/** The public keys of the suite's tokens (RFC 7517). */
@Path("/.well-known/jwks.json")
@Anonymous
public class JwksResource {

    private final Tokens tokens;

    JwksResource(Tokens tokens) {
        this.tokens = tokens;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<Response> jwks() {
        // a new key is in use at once: who does not know it must be able to ask at once
        return tokens.jwks().map(keys -> Response.ok(keys).header(HttpHeaders.CACHE_CONTROL, "no-cache").build());
    }
}
