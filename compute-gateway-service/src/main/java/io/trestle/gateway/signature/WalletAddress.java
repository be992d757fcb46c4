package io.trestle.gateway.signature;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * An Ethereum address in its one form here: {@code 0x} and 40 lower-case hex digits. Callers write it in any mix of cases, so every other
 * comparison of addresses would make two wallets of one.
 */
public record WalletAddress(String text) {

    private static final Pattern ACCEPTED = Pattern.compile("0x[0-9a-fA-F]{40}");
    private static final String ZERO = "0x" + "0".repeat(40);

    public WalletAddress {
        if (!text.equals(text.toLowerCase(Locale.ROOT)) || !ACCEPTED.matcher(text).matches()) {
            throw new IllegalArgumentException("Not a canonical address");
        }
    }

    /**
     * @param text with {@code 0x}; letters in any case, since many programs write checksums wrongly
     * @return null for anything but an address; also for the zero address, to which nobody has a key
     */
    public static @Nullable WalletAddress parse(@Nullable String text) {
        if (text == null || !ACCEPTED.matcher(text).matches()) {
            return null;
        }
        var lower = text.toLowerCase(Locale.ROOT);
        return lower.equals(ZERO) ? null : new WalletAddress(lower);
    }

    /** The last 20 bytes of the key's hash. */
    static WalletAddress ofPublicKey(byte[] uncompressed) {
        var hash = Keccak.hash(Arrays.copyOfRange(uncompressed, 1, 65));
        return new WalletAddress("0x" + HexFormat.of().formatHex(hash, 12, 32));
    }

    /** With the checksum of EIP-55 in the case of its letters. */
    public String checksummed() {
        var digits = text.substring(2);
        var hash = HexFormat.of().formatHex(Keccak.hash(digits.getBytes(US_ASCII)));
        var mixed = new StringBuilder("0x");
        for (int i = 0; i < digits.length(); i++) {
            var digit = digits.charAt(i);
            mixed.append(hash.charAt(i) >= '8' ? Character.toUpperCase(digit) : digit);
        }
        return mixed.toString();
    }

    @Override
    public String toString() {
        return text;
    }
}
