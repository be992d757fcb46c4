package io.trestle.gateway.signature;

import static io.trestle.gateway.signature.SigningScheme.EIP_191;
import static io.trestle.gateway.signature.SigningScheme.RAW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureTest {

    private static final String TIME = "1703757313";
    private static final WalletAddress WALLET = WalletAddress.parse("0x3a7D5EB85229efc279Db607733CD99a1f59aa89f");
    private static final String RAW_SIGNATURE = "0x0f4e48fdef42a58a0b9cf8e0208100617557a7dccfa7cfe35afdb2622e19464d"
            + "4cd006dd9df0431d44f2782f94d4537eaeb23c51ee598a35135e9af85d5018e6";
    private static final String EIP_191_SIGNATURE = "0x361219cc7087fa23bf9dd1ec6bfb6991392939cafebe195cc216775c03f6cdc7"
            + "33c375ea6ddd26d2f1bbc8a1b7eb292555ceca9b9cee6f6cc2db9f4c0a380dfe";
    private static final List<SigningScheme> BOTH = List.of(EIP_191, RAW);

    @Nested
    class Vectors {
        @Test
        void shouldVerifyThePublishedExample_whichIsSignedWithoutPrefix() {
            var wallet = WalletAddress.parse("0x0d2897e7e3ad18df4a0571a7bacb3ffe417d3b06");
            var signature = EthereumSignature.parse("0x1fd59e72cd4811467ebb0dfc09d8897c31ad2bde6acf6a1d7fb164f09f69bf12"
                    + "7c2f676552d7be0a69ea6b5e8f6012394424f9c0e07e9f22ac8e6d18a62b8a3b01");

            assertThat(AddressRecovery.verify(TIME, signature, wallet, BOTH)).isEqualTo(RAW);
            assertThat(AddressRecovery.verify(TIME, signature, wallet, List.of(EIP_191))).isNull();
        }

        @Test
        void shouldHashAsTheSchemesSay() {
            assertThat(HexFormat.of().formatHex(RAW.hash(TIME.getBytes(UTF_8))))
                    .isEqualTo("14853f31cd0c0349310200d839e53d2a12622cf6ca7a89ece8ff12a4995378ed");
            assertThat(HexFormat.of().formatHex(EIP_191.hash(TIME.getBytes(UTF_8))))
                    .isEqualTo("4cfa2baf4c45fe62014a9c3be82982d16ead8056a53755eda0b03f9cc200be2e");
        }

        @ParameterizedTest
        @ValueSource(strings = {"01", "1c"})
        void shouldVerifyBothSchemes_withEitherFormOfV(String v) {
            assertThat(verify(RAW_SIGNATURE + v)).isEqualTo(RAW);
            assertThat(verify(EIP_191_SIGNATURE + v)).isEqualTo(EIP_191);
        }

        @Test
        void shouldSignTheSameBytes_whenTheKeyIsThatOfTheVectors() {
            var key = TestKey.named("compute-gateway-test-user-1");

            assertThat(key.address()).isEqualTo(WALLET);
            assertThat(key.sign(TIME)).isEqualTo(EIP_191_SIGNATURE + "1c");
            assertThat(key.sign(TIME, RAW)).isEqualTo(RAW_SIGNATURE + "1c");
        }

        @Test
        void shouldVerifyTheCompactForm_ofEip2098() {
            // Parity 1 is the highest bit of s.
            var compact = RAW_SIGNATURE.substring(0, 66) + "c" + RAW_SIGNATURE.substring(67);

            assertThat(verify(compact)).isEqualTo(RAW);
            assertThat(verify(RAW_SIGNATURE)).as("parity 0 is another key").isNull();
        }

        @Test
        void shouldVerifyUpperCaseHex() {
            assertThat(verify("0x" + EIP_191_SIGNATURE.substring(2).toUpperCase(Locale.ROOT) + "1C")).isEqualTo(EIP_191);
        }
    }

    @Nested
    class Attack4MalformedSignatures {
        @ParameterizedTest
        @ValueSource(strings = {"", "0x", "0X", "0x00", "zz", "0xzz"})
        void shouldRefuse_whenItIsNoHexOfTheRightLength(String text) {
            assertThat(EthereumSignature.parse(text)).isNull();
        }

        @Test
        void shouldRefuse_whenItHas63Or66Bytes_orNo0x() {
            assertThat(EthereumSignature.parse(RAW_SIGNATURE.substring(0, 128))).isNull();
            assertThat(EthereumSignature.parse(RAW_SIGNATURE + "1c1c")).isNull();
            assertThat(EthereumSignature.parse(RAW_SIGNATURE.substring(2) + "1c")).isNull();
            assertThat(EthereumSignature.parse(null)).isNull();
        }

        @ParameterizedTest
        @ValueSource(strings = {"02", "03", "1a", "1d", "36", "37", "ff"})
        void shouldRefuse_whenVIsNone(String v) {
            assertThat(EthereumSignature.parse(RAW_SIGNATURE + v)).isNull();
        }
    }

    @Nested
    class Attack5ImpossibleNumbers {
        private final BigInteger one = BigInteger.ONE;

        @Test
        void shouldRefuse_whenAPartIsZeroOrNotBelowTheOrder() {
            assertThat(EthereumSignature.parse(TestKey.hex(BigInteger.ZERO, one, 27))).isNull();
            assertThat(EthereumSignature.parse(TestKey.hex(one, BigInteger.ZERO, 27))).isNull();
            assertThat(EthereumSignature.parse(TestKey.hex(TestKey.ORDER, one, 27))).isNull();
            assertThat(EthereumSignature.parse(TestKey.hex(one, TestKey.ORDER, 27))).isNull();
        }

        @Test
        void shouldRefuseTheTwin_whichHasTheOtherS() {
            var s = new BigInteger(RAW_SIGNATURE.substring(66), 16);
            var r = new BigInteger(RAW_SIGNATURE.substring(2, 66), 16);

            assertThat(EthereumSignature.parse(TestKey.hex(r, TestKey.ORDER.subtract(s), 27))).isNull();
        }

        @Test
        void shouldRecoverNothing_whenThePointIsNotOnTheCurve() {
            // x = 5 is on no point of secp256k1.
            var signature = EthereumSignature.parse(TestKey.hex(BigInteger.valueOf(5), one, 27));

            assertThat(AddressRecovery.recover(new byte[32], signature, new BouncyCastleRecovery())).isNull();
            assertThat(verify(TestKey.hex(BigInteger.valueOf(5), one, 27))).isNull();
        }
    }

    @Nested
    class Oracle {
        @Test
        void shouldAgree_whenLibsecp256k1AndBouncyCastleRecover() {
            var random = new Random(7);
            for (int i = 0; i < 200; i++) {
                var hash = new byte[32];
                random.nextBytes(hash);
                var signature = EthereumSignature.parse(TestKey.hex(new BigInteger(255, random).add(BigInteger.ONE),
                        new BigInteger(254, random).add(BigInteger.ONE), 27 + i % 2));

                assertThat(AddressRecovery.recover(hash, signature, new NativeRecovery()))
                        .isEqualTo(AddressRecovery.recover(hash, signature, new BouncyCastleRecovery()));
            }
        }
    }

    @Nested
    class Attack7Addresses {
        @ParameterizedTest
        @ValueSource(strings = {"3a7d5eb85229efc279db607733cd99a1f59aa89f", "0X3a7d5eb85229efc279db607733cd99a1f59aa89f", "vitalik.eth",
                "0x0000000000000000000000000000000000000000", "0x3a7d", "0x3a7d5eb85229efc279db607733cd99a1f59aa89f0", "",
                " 0x3a7d5eb85229efc279db607733cd99a1f59aa89f"})
        void shouldRefuse_whenItIsNoAddress(String text) {
            assertThat(WalletAddress.parse(text)).isNull();
        }

        @Test
        void shouldBeOneWallet_inEveryCase() {
            assertThat(WalletAddress.parse("0x3A7D5EB85229EFC279DB607733CD99A1F59AA89F")).isEqualTo(WALLET);
            assertThat(WALLET.text()).isEqualTo("0x3a7d5eb85229efc279db607733cd99a1f59aa89f");
            assertThat(WALLET.checksummed()).isEqualTo("0x3a7D5EB85229efc279Db607733CD99a1f59aa89f");
        }
    }

    @Nested
    class Attack6Timestamps {
        @ParameterizedTest
        @ValueSource(strings = {"+1703757313", " 1703757313", "1703757313 ", "1703757313.0", "01703757313", "-1703757313", "0", "",
                "99999999999999999999", "1e9", "0x658d4d81", "١٧٠٣٧٥٧٣١٣", "１７０３７５７３１３", "1703757313\n"})
        void shouldRefuse_whenItIsAnotherSpelling(String text) {
            assertThat(SignedTimestamp.parse(text)).isNull();
        }
    }

    @Nested
    class Attack1Window {
        private final Instant now = Instant.ofEpochSecond(1_703_757_313);

        @ParameterizedTest
        @CsvSource({"1703757313,true", "1703757253,true", "1703757373,true", "1703757252,false", "1703757374,false", "253402300799,false",
                "1,false"})
        void shouldAcceptOnlyAMinuteBeforeAndAfter(String text, boolean accepted) {
            assertThat(SignedTimestamp.parse(text).isWithin(Duration.ofSeconds(60), now)).isEqualTo(accepted);
        }
    }

    private static SigningScheme verify(String hex) {
        var signature = EthereumSignature.parse(hex);
        return signature == null ? null : AddressRecovery.verify(TIME, signature, WALLET, BOTH);
    }
}
