package io.trestle.gateway.signature;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Sign-In with Ethereum (EIP-4361): a text that names the site it is for.
 *
 * @param domain authority of the site, as it stands in the message
 * @param nonce 8 or more letters and digits
 * @param expiresAt not acceptable from then on, where the message says so
 * @param notBefore not acceptable until then, where the message says so
 */
public record SiweMessage(String domain, WalletAddress wallet, String uri, String nonce, Instant issuedAt, @Nullable Instant expiresAt,
        @Nullable Instant notBefore) {

    private static final int MAX_CHARACTERS = 4096;
    /** The grammar of the EIP, line by line. */
    private static final Pattern GRAMMAR = Pattern.compile("""
            (?:(?:https?)://)?(?<domain>[A-Za-z0-9.\\-:\\[\\]]{1,255}) wants you to sign in with your Ethereum account:
            (?<address>0x[0-9a-fA-F]{40})

            (?:[^\\n]{1,1000}
            )?
            URI: (?<uri>[^\\s]{1,2048})
            Version: 1
            Chain ID: [0-9]{1,20}
            Nonce: (?<nonce>[A-Za-z0-9]{8,128})
            Issued At: (?<issued>[^\\s]{1,64})\
            (?:
            Expiration Time: (?<expires>[^\\s]{1,64}))?\
            (?:
            Not Before: (?<notbefore>[^\\s]{1,64}))?\
            (?:
            Request ID: [^\\s]{0,256})?\
            (?:
            Resources:(?:
            - [^\\s]{1,2048}){0,32})?""");

    /** @return null for a text that is no such message */
    public static @Nullable SiweMessage parse(String text) {
        if (text.length() > MAX_CHARACTERS) {
            return null;
        }
        var match = GRAMMAR.matcher(text);
        return match.matches() ? of(match) : null;
    }

    private static @Nullable SiweMessage of(Matcher match) {
        var wallet = WalletAddress.parse(match.group("address"));
        try {
            return wallet == null
                    ? null
                    : new SiweMessage(match.group("domain"), wallet, match.group("uri"), match.group("nonce"),
                            instant(match.group("issued")), nullable(match.group("expires")), nullable(match.group("notbefore")));
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static @Nullable Instant nullable(@Nullable String text) {
        return text == null ? null : instant(text);
    }

    private static Instant instant(String text) {
        return OffsetDateTime.parse(text).toInstant();
    }
}
