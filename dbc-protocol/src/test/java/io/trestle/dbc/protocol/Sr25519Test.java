package io.trestle.dbc.protocol;

import static io.trestle.dbc.protocol.RenterMother.NONCE;
import static io.trestle.dbc.protocol.RenterMother.SIGNATURE;
import static io.trestle.dbc.protocol.RenterMother.WALLET;
import static io.trestle.dbc.protocol.RenterMother.renter;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.HexFormat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class Sr25519Test {

    @Nested
    class Keys {

        @Test
        void shouldHaveTheAddress_whenMadeFromTheSeed() {
            assertThat(renter().address()).isEqualTo(WALLET);
        }

        @Test
        void shouldAccept0x_whenGivenWithIt() {
            assertThat(RenterKey.fromHex("0x" + RenterMother.KEY).address()).isEqualTo(WALLET);
        }

        @Test
        void shouldNotRepeatTheKey_whenItIsMalformed() {
            assertThatIllegalArgumentException().isThrownBy(() -> RenterKey.fromHex("feedbeef"))
                    .withMessageNotContaining("feedbeef");
        }

        @Test
        void shouldShowOnlyTheAddress_whenPrinted() {
            assertThat(renter()).hasToString("RenterKey[" + WALLET + "]");
        }
    }

    @Nested
    class Verify {

        @Test
        void shouldBeValid_whenAnotherImplementationSigned() {
            assertThat(SignatureVerdict.of(WALLET, NONCE, SIGNATURE)).isEqualTo(SignatureVerdict.VALID);
        }

        @Test
        void shouldBeWrong_whenTheTextDiffers() {
            assertThat(SignatureVerdict.of(WALLET, NONCE + "x", SIGNATURE)).isEqualTo(SignatureVerdict.WRONG);
        }

        @Test
        void shouldBeWrong_whenTheWalletDiffers() {
            assertThat(SignatureVerdict.of(RenterKey.random().address(), NONCE, SIGNATURE)).isEqualTo(SignatureVerdict.WRONG);
        }

        @Test
        void shouldBeWrapped_whenABrowserWalletSigned() {
            var signature = renter().sign("<Bytes>" + NONCE + "</Bytes>");

            assertThat(SignatureVerdict.of(WALLET, NONCE, signature)).isEqualTo(SignatureVerdict.WRAPPED);
        }

        @Test
        void shouldBeMalformed_whenNotHexOrNoWallet() {
            assertThat(SignatureVerdict.of(WALLET, NONCE, "0x" + SIGNATURE)).isEqualTo(SignatureVerdict.MALFORMED);
            assertThat(SignatureVerdict.of("somebody", NONCE, SIGNATURE)).isEqualTo(SignatureVerdict.MALFORMED);
        }

        @Test
        void shouldRefuse_whenTheMarkOfSchnorrkelIsMissing() {
            var signature = HexFormat.of().parseHex(SIGNATURE);
            signature[63] &= 0x7F;

            assertThat(Sr25519.verify(renter().publicKey(), NONCE.getBytes(US_ASCII), signature)).isFalse();
        }

        @Test
        void shouldRefuse_whenTheScalarIsNotCanonical() {
            var signature = HexFormat.of().parseHex(SIGNATURE);
            Arrays.fill(signature, 32, 64, (byte) 0xFF);

            assertThat(Sr25519.verify(renter().publicKey(), NONCE.getBytes(US_ASCII), signature)).isFalse();
        }
    }

    @Nested
    class Sign {

        @Test
        void shouldDiffer_whenSignedTwice() {
            assertThat(renter().sign(NONCE)).isNotEqualTo(renter().sign(NONCE)).matches("[0-9a-f]{128}");
        }
    }

    @Property(tries = 100)
    void shouldVerify_whateverIsSigned(@ForAll @Size(max = 600) byte[] message) {
        var key = RenterKey.random();

        assertThat(Sr25519.verify(key.publicKey(), message, key.sign(message))).isTrue();
    }

    @Property(tries = 200)
    void shouldRefuse_whicheverBitIsFlipped(@ForAll @IntRange(max = 511) int bit) {
        var message = NONCE.getBytes(US_ASCII);
        var signature = renter().sign(message);
        signature[bit / 8] ^= (byte) (1 << bit % 8);

        assertThat(Sr25519.verify(renter().publicKey(), message, signature)).isFalse();
    }
}
