package io.trestle.dbc.protocol;

/** The permutation Keccak-f[1600] (FIPS 202, section 3.3) on 25 lanes of 64 bits. */
final class Keccak {

    private static final int ROUNDS = 24;
    /** Rotations of the combined rho and pi steps, in the order in which pi visits the lanes. */
    private static final int[] ROTATION = {1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44};
    private static final int[] LANE = {10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1};
    private static final long[] ROUND_CONSTANT = roundConstants();

    private Keccak() {
    }

    static void permute(long[] lanes) {
        var columns = new long[5];
        for (int round = 0; round < ROUNDS; round++) {
            theta(lanes, columns);
            rhoAndPi(lanes);
            chi(lanes, columns);
            lanes[0] ^= ROUND_CONSTANT[round];
        }
    }

    private static void theta(long[] lanes, long[] columns) {
        for (int x = 0; x < 5; x++) {
            columns[x] = lanes[x] ^ lanes[x + 5] ^ lanes[x + 10] ^ lanes[x + 15] ^ lanes[x + 20];
        }
        for (int x = 0; x < 5; x++) {
            var mix = columns[(x + 4) % 5] ^ Long.rotateLeft(columns[(x + 1) % 5], 1);
            for (int y = 0; y < 25; y += 5) {
                lanes[x + y] ^= mix;
            }
        }
    }

    private static void rhoAndPi(long[] lanes) {
        var moving = lanes[1];
        for (int i = 0; i < LANE.length; i++) {
            var target = LANE[i];
            var displaced = lanes[target];
            lanes[target] = Long.rotateLeft(moving, ROTATION[i]);
            moving = displaced;
        }
    }

    private static void chi(long[] lanes, long[] row) {
        for (int y = 0; y < 25; y += 5) {
            System.arraycopy(lanes, y, row, 0, 5);
            for (int x = 0; x < 5; x++) {
                lanes[x + y] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5]);
            }
        }
    }

    /** The bits come from a linear feedback shift register with x^8 + x^6 + x^5 + x^4 + 1. */
    private static long[] roundConstants() {
        var constants = new long[ROUNDS];
        var register = 1;
        for (int round = 0; round < ROUNDS; round++) {
            for (int j = 0; j <= 6; j++) {
                if ((register & 1) != 0) {
                    constants[round] |= 1L << ((1 << j) - 1);
                }
                register = (register << 1) ^ ((register >> 7) * 0x171);
            }
        }
        return constants;
    }
}
