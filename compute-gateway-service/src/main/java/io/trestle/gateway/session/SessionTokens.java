package io.trestle.gateway.session;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;

import io.trestle.gateway.signature.WalletAddress;

/**
 * Tokens in the form {@code cpuser_<address>=<expiry>.<epoch>.<id>.<HMAC-SHA256>}, in base64url. The name is signed with the value: nobody makes
 * their own value valid for another wallet. Not for several threads.
 */
public final class SessionTokens {

    public static final String PREFIX = "cpuser_";

    private static final int NAME_LENGTH = PREFIX.length() + 42;
    /** Far longer than any of ours. */
    private static final int MAX_LENGTH = 200;
    private static final Pattern VALUE = Pattern
            .compile("([1-9][0-9]{0,11})\\.(0|[1-9][0-9]{0,17})\\.([A-Za-z0-9_-]{16})\\.([A-Za-z0-9_-]{43})");
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final Mac mac;

    public SessionTokens(byte[] key) {
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256 is part of every Java platform", e);
        }
    }

    public static String newId(RandomGenerator random) {
        var bytes = new byte[12];
        random.nextBytes(bytes);
        return BASE64.encodeToString(bytes);
    }

    /** Name and value, as in a cookie. */
    public String token(Session session) {
        var name = PREFIX + session.wallet();
        var value = session.expiresAt() + "." + session.epoch() + "." + session.id();
        return name + "=" + value + "." + BASE64.encodeToString(sign(name, value));
    }

    /** @return null for anything that this key did not sign, or that has expired */
    public @Nullable Session verify(String token, Instant now) {
        if (token.length() > MAX_LENGTH || token.length() < NAME_LENGTH + 1 || token.charAt(NAME_LENGTH) != '='
                || !token.startsWith(PREFIX)) {
            return null;
        }
        var wallet = WalletAddress.parse(token.substring(PREFIX.length(), NAME_LENGTH));
        var match = VALUE.matcher(token.substring(NAME_LENGTH + 1));
        if (wallet == null || !match.matches()) {
            return null;
        }
        var value = token.substring(NAME_LENGTH + 1, NAME_LENGTH + 1 + match.end(3));
        var signature = BASE64.encodeToString(sign(PREFIX + wallet, value)).getBytes(US_ASCII);
        var expiresAt = Long.parseLong(match.group(1));
        // The text is compared, not the bytes: several texts decode to the same bytes.
        var genuine = MessageDigest.isEqual(signature, match.group(4).getBytes(US_ASCII));
        return genuine && expiresAt > now.getEpochSecond()
                ? new Session(wallet, expiresAt, Long.parseLong(match.group(2)), match.group(3))
                : null;
    }

    private byte[] sign(String name, String value) {
        return mac.doFinal(("session|" + name + "|" + value).getBytes(US_ASCII));
    }
}
