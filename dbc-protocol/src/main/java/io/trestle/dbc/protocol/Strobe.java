package io.trestle.dbc.protocol;

/**
 * The part of STROBE-128 v1.0.2 that Merlin uses (strobe.sourceforge.io/specs, sections 6 and 7). Not thread-safe.
 */
final class Strobe {

    private static final int RATE = 166;
    private static final int INBOUND = 1;
    private static final int APPLICATION = 2;
    private static final int CIPHER = 4;
    private static final int META = 16;

    private final long[] lanes;
    private int position;
    private int positionOfOperation;

    Strobe(byte[] protocol) {
        lanes = new long[25];
        var header = new byte[]{1, (byte) (RATE + 2), 1, 0, 1, 96, 'S', 'T', 'R', 'O', 'B', 'E', 'v', '1', '.', '0', '.', '2'};
        for (int i = 0; i < header.length; i++) {
            xor(i, header[i]);
        }
        Keccak.permute(lanes);
        metaData(protocol, false);
    }

    private Strobe(Strobe other) {
        lanes = other.lanes.clone();
        position = other.position;
        positionOfOperation = other.positionOfOperation;
    }

    Strobe copy() {
        return new Strobe(this);
    }

    /** @param more continues the meta data of the call before, as one operation */
    void metaData(byte[] data, boolean more) {
        if (!more) {
            begin(META | APPLICATION);
        }
        absorb(data);
    }

    void associatedData(byte[] data) {
        begin(APPLICATION);
        absorb(data);
    }

    /** Replaces state by the key, so that what was there before can't be computed back. */
    void key(byte[] key) {
        begin(APPLICATION | CIPHER);
        for (var b : key) {
            xor(position, (byte) (byteAt(position) ^ b));
            advance();
        }
    }

    byte[] random(int length) {
        begin(INBOUND | APPLICATION | CIPHER);
        var out = new byte[length];
        for (int i = 0; i < length; i++) {
            out[i] = byteAt(position);
            xor(position, out[i]);
            advance();
        }
        return out;
    }

    private void begin(int flags) {
        var before = positionOfOperation;
        positionOfOperation = position + 1;
        absorb(new byte[]{(byte) before, (byte) flags});
        if ((flags & CIPHER) != 0 && position != 0) {
            permute();
        }
    }

    private void absorb(byte[] data) {
        for (var b : data) {
            xor(position, b);
            advance();
        }
    }

    private void advance() {
        position++;
        if (position == RATE) {
            permute();
        }
    }

    private void permute() {
        xor(position, (byte) positionOfOperation);
        xor(position + 1, (byte) 0x04);
        xor(RATE + 1, (byte) 0x80);
        Keccak.permute(lanes);
        position = 0;
        positionOfOperation = 0;
    }

    private byte byteAt(int index) {
        return (byte) (lanes[index >> 3] >>> ((index & 7) << 3));
    }

    private void xor(int index, byte value) {
        lanes[index >> 3] ^= (value & 0xFFL) << ((index & 7) << 3);
    }
}
