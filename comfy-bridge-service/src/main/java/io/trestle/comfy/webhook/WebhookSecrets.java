package io.trestle.comfy.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Base64;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.trestle.runtime.secret.DerivedSecrets;

/** A secret for each tenant, and signatures with it as Standard Webhooks have them (standardwebhooks.com). */
@ApplicationScoped
class WebhookSecrets {

    private static final int LENGTH = 32;

    private final byte @Nullable [] master;

    WebhookSecrets(WebhookConfig config) {
        this.master = config.masterKey().map(Base64.getDecoder()::decode).orElse(null);
    }

    /** {@code whsec_…}, or null where nothing is signed. */
    @Nullable
    String of(String tenant) {
        var key = key(tenant);
        return key == null ? null : "whsec_" + Base64.getEncoder().encodeToString(key);
    }

    /** The value of {@code webhook-signature}, or null where nothing is signed. */
    @Nullable
    String sign(String tenant, String id, long timestamp, String body) {
        var key = key(tenant);
        if (key == null) {
            return null;
        }
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal((id + "." + timestamp + "." + body).getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256 is part of every Java platform", e);
        }
    }

    private byte @Nullable [] key(String tenant) {
        return master == null ? null : DerivedSecrets.derive(master, "webhooks of " + tenant, LENGTH);
    }
}
