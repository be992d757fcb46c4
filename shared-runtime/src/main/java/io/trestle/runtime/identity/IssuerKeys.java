package io.trestle.runtime.identity;

import io.smallrye.mutiny.Uni;

/** Hook of the service that issues the tokens: one CDI bean. Without it the keys are fetched from {@code trestle.auth.jwks-url}. */
public interface IssuerKeys {

    /** @return the public keys of the tokens, as a JSON Web Key Set */
    Uni<String> jwks();
}
