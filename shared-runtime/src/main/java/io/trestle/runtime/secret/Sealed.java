package io.trestle.runtime.secret;

import java.util.Arrays;

/**
 * A secret as it is stored: two columns.
 *
 * @param keyId which key of {@code trestle.secrets.keys} opens it
 * @param bytes version (1 byte, 0x01), nonce (12 bytes), cipher text, tag (16 bytes)
 */
// Never changed after it was made, compared by content: what an array in a record would otherwise get wrong.
@SuppressWarnings("ArrayRecordComponent")
public record Sealed(String keyId, byte[] bytes) {

    @Override
    public boolean equals(Object other) {
        return other instanceof Sealed that && keyId.equals(that.keyId) && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * keyId.hashCode() + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Sealed[keyId=" + keyId + "]";
    }
}
