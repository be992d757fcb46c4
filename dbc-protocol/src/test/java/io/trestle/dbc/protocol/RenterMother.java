package io.trestle.dbc.protocol;

import java.util.UUID;

/** A synthetic renter: the key opens nothing anywhere. */
final class RenterMother {

    static final String KEY = "ab91e73366fdf95579296973667b06c7d3cc6e7b819fe8f0971dfe4545992322";
    static final String WALLET = "5CVZjfnrQokFrae17SgQujb9yLh8rhxEYP5x8Gc88n8GhKbF";
    static final UUID NONCE_UUID = UUID.fromString("00000000-0000-4000-8000-000000000001");
    static final String NONCE = "3Psbq3enwAmwKZM5vUURMGaH6XntM3qgaD1T7VrrmEG97KMpNND18WN";
    /** Made by another implementation. */
    static final String SIGNATURE = "58155acad3f1d357fca82b9da7cfd02b8a7150d5b79ed5a1c9eedf3d05a6471"
            + "7699ce6f053f2e7b72b8eb7b7731bcb87dc549e2934a6e7aedb29f2617d15048d";

    private RenterMother() {
    }

    static RenterKey renter() {
        return RenterKey.fromHex(KEY);
    }
}
