package io.trestle.runtime.secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DerivedSecretsTest {

    private static final HexFormat HEX = HexFormat.of();

    /** The test vectors of RFC 5869, appendix A, for SHA-256. */
    @Nested
    class Rfc5869 {

        @Test
        void shouldAgree_inTestCase1() {
            assertVector("0b".repeat(22), "000102030405060708090a0b0c", "f0f1f2f3f4f5f6f7f8f9", 42,
                    "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5",
                    "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
        }

        @Test
        void shouldAgree_inTestCase2_withLongInputs() {
            assertVector(range(0x00, 0x50), range(0x60, 0xb0), range(0xb0, 0x100), 82,
                    "06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244",
                    "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
                            + "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87");
        }

        @Test
        void shouldAgree_inTestCase3_withoutSaltAndInfo() {
            assertVector("0b".repeat(22), "", "", 42,
                    "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04",
                    "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
        }

        private void assertVector(String keyMaterial, String salt, String info, int length, String pseudoRandomKey, String output) {
            var extracted = DerivedSecrets.extract(HEX.parseHex(salt), HEX.parseHex(keyMaterial));
            assertThat(HEX.formatHex(extracted)).isEqualTo(pseudoRandomKey);
            assertThat(HEX.formatHex(DerivedSecrets.expand(extracted, HEX.parseHex(info), length))).isEqualTo(output);
        }

        private String range(int from, int to) {
            var bytes = new byte[to - from];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (from + i);
            }
            return HEX.formatHex(bytes);
        }
    }

    @Nested
    class Derive {

        private final byte[] master = "sixteen bytes or more".getBytes(UTF_8);

        @Test
        void shouldBeTheSame_whenAskedAgain() {
            assertThat(DerivedSecrets.derive(master, "tunnel/t1/m1/1", 32)).hasSize(32)
                    .isEqualTo(DerivedSecrets.derive(master, "tunnel/t1/m1/1", 32));
        }

        @Test
        void shouldDiffer_whenThePurposeDiffers() {
            assertThat(DerivedSecrets.derive(master, "tunnel/t1/m1/2", 32))
                    .isNotEqualTo(DerivedSecrets.derive(master, "tunnel/t1/m1/1", 32));
        }

        @Test
        void shouldBeWhatTheTestVectorSays_whenThereIsNoSalt() {
            assertThat(DerivedSecrets.derive(HEX.parseHex("0b".repeat(22)), "", 42)).isEqualTo(HEX.parseHex(
                    "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"));
        }

        @Test
        void shouldGiveUpTo8160Bytes() {
            assertThat(DerivedSecrets.derive(master, "x", 8160)).hasSize(8160);
            assertThatThrownBy(() -> DerivedSecrets.derive(master, "x", 8161)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> DerivedSecrets.derive(master, "x", 0)).isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void shouldRefuseAShortMaster() {
            assertThatThrownBy(() -> DerivedSecrets.derive(Arrays.copyOf(master, 15), "x", 32))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
