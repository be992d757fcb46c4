package io.trestle.cloudflare.ownership;

import io.smallrye.config.ConfigMapping;

/** What our secrets follow from. */
@ConfigMapping(prefix = "trestle.cloudflare")
public interface OwnershipConfig {

    /**
     * Standard base64 of 32 random bytes ({@code TRESTLE_CLOUDFLARE_MASTER_KEY}). A secret, and for ever: with another key no tunnel that
     * stands is ours any more. No default.
     */
    String masterKey();
}
