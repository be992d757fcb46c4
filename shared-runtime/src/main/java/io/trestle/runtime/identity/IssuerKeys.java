package io.trestle.runtime.identity;

import io.smallrye.mutiny.Uni;

/** Where the public keys of the tokens come from: from the issuer, over the network; from itself in the service that is the issuer. */
public interface IssuerKeys {

    /** @return a JSON Web Key Set; fails where it cannot be had now */
    Uni<String> jwks();
}
