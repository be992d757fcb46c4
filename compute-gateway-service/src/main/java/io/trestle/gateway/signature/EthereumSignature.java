package io.trestle.gateway.signature;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A recoverable signature, well-formed: r and s in range, s in the lower half (EIP-2: the other half is the same signature again).
 *
 * @param compact r and s, 64 bytes
 * @param parity of the y coordinate, 0 or 1
 */
public record EthereumSignature(byte[] compact, int parity) {

    private static final Pattern HEX = Pattern.compile("0x([0-9a-fA-F]{128}|[0-9a-fA-F]{130})");
    private static final BigInteger ORDER = new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
    private static final BigInteger HALF = ORDER.shiftRight(1);

    /**
     * @param hex {@code 0x}, then r, s and v in 65 bytes, v one of 0, 1, 27, 28; or r and s in 64 bytes with the parity in the highest bit of
     *            s (EIP-2098)
     * @return null when it is neither
     */
    public static @Nullable EthereumSignature parse(@Nullable String hex) {
        if (hex == null || !HEX.matcher(hex).matches()) {
            return null;
        }
        var bytes = HexFormat.of().parseHex(hex, 2, hex.length());
        var compact = Arrays.copyOf(bytes, 64);
        var parity = bytes.length == 65 ? parity(bytes[64]) : (compact[32] >> 7) & 1;
        if (bytes.length == 64) {
            compact[32] &= 0x7f;
        }
        var r = new BigInteger(1, Arrays.copyOf(compact, 32));
        var s = new BigInteger(1, Arrays.copyOfRange(compact, 32, 64));
        var wellFormed = parity >= 0 && r.signum() > 0 && r.compareTo(ORDER) < 0 && s.signum() > 0 && s.compareTo(HALF) <= 0;
        return wellFormed ? new EthereumSignature(compact, parity) : null;
    }

    private static int parity(byte v) {
        return switch (v) {
            case 0, 27 -> 0;
            case 1, 28 -> 1;
            default -> -1;
        };
    }

    /** A signature proves an identity for a minute. */
    @Override
    public String toString() {
        return "EthereumSignature[redacted]";
    }
}
