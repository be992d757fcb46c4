package io.trestle.clientapi.identity;

import org.jose4j.jwk.Use;

/** What a key pair of the service is for; a key is never used for both. */
enum KeyPurpose {
    /** Signs tokens (ES256). */
    SIGN(Use.SIGNATURE),
    /** Decrypts tunnel credentials (ECDH-ES+A256KW). */
    ENCRYPT(Use.ENCRYPTION);

    private final String use;

    KeyPurpose(String use) {
        this.use = use;
    }

    /** The JWK member {@code use}. */
    String use() {
        return use;
    }
}
