package io.trestle.gateway.greet;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.regex.Pattern;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import jakarta.enterprise.context.ApplicationScoped;

import io.trestle.gateway.session.SessionKey;

/** Nonces that are signed instead of stored: whoever fetches a million of them fills nothing. They are used up when they sign somebody in. */
@ApplicationScoped
class Nonces {

    static final Duration LIFETIME = Duration.ofMinutes(10);

    /** End of validity (Unix seconds), 8 random bytes, half an HMAC; all in hex, since a nonce has letters and digits only. */
    private static final Pattern FORM = Pattern.compile("([0-9a-f]{10}[0-9a-f]{16})([0-9a-f]{32})");
    private static final HexFormat HEX = HexFormat.of();

    private final SecretKeySpec key;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Nonces(SessionKey key, Clock clock) {
        this.key = new SecretKeySpec(key.derive("nonces"), "HmacSHA256");
        this.clock = clock;
    }

    String next() {
        var bytes = new byte[8];
        random.nextBytes(bytes);
        var text = HEX.toHexDigits(clock.instant().plus(LIFETIME).getEpochSecond(), 10) + HEX.formatHex(bytes);
        return text + sign(text);
    }

    boolean isValid(String nonce) {
        var match = FORM.matcher(nonce);
        return match.matches() && MessageDigest.isEqual(match.group(2).getBytes(US_ASCII), sign(match.group(1)).getBytes(US_ASCII))
                && HexFormat.fromHexDigitsToLong(nonce, 0, 10) > clock.instant().getEpochSecond();
    }

    private String sign(String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return HEX.formatHex(mac.doFinal(text.getBytes(US_ASCII)), 0, 16);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256 is part of every Java platform", e);
        }
    }
}
