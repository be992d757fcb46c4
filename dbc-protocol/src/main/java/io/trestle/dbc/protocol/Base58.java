package io.trestle.dbc.protocol;

import java.math.BigInteger;
import java.util.Arrays;

/** Base58 with Bitcoin's alphabet; a leading zero byte is a leading {@code 1}. */
final class Base58 {

    private static final String ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final BigInteger RADIX = BigInteger.valueOf(58);

    private Base58() {
    }

    static String encode(byte[] bytes) {
        var text = new StringBuilder();
        for (var rest = new BigInteger(1, bytes); rest.signum() > 0;) {
            var parts = rest.divideAndRemainder(RADIX);
            text.append(ALPHABET.charAt(parts[1].intValue()));
            rest = parts[0];
        }
        for (int i = 0; i < bytes.length && bytes[i] == 0; i++) {
            text.append('1');
        }
        return text.reverse().toString();
    }

    /** @throws IllegalArgumentException a character is not in the alphabet */
    static byte[] decode(String text) {
        var value = BigInteger.ZERO;
        for (int i = 0; i < text.length(); i++) {
            var digit = ALPHABET.indexOf(text.charAt(i));
            if (digit < 0) {
                throw new IllegalArgumentException("Not Base58: character " + (i + 1));
            }
            value = value.multiply(RADIX).add(BigInteger.valueOf(digit));
        }
        var zeros = 0;
        while (zeros < text.length() && text.charAt(zeros) == '1') {
            zeros++;
        }
        // The two's complement form may begin with a sign byte.
        var magnitude = value.signum() == 0 ? new byte[0] : value.toByteArray();
        var skip = magnitude.length > 0 && magnitude[0] == 0 ? 1 : 0;
        var bytes = new byte[zeros + magnitude.length - skip];
        System.arraycopy(Arrays.copyOfRange(magnitude, skip, magnitude.length), 0, bytes, zeros, magnitude.length - skip);
        return bytes;
    }
}
