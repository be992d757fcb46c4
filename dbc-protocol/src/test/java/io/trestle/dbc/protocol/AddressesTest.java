package io.trestle.dbc.protocol;

import static io.trestle.dbc.protocol.RenterMother.NONCE;
import static io.trestle.dbc.protocol.RenterMother.NONCE_UUID;
import static io.trestle.dbc.protocol.RenterMother.WALLET;
import static io.trestle.dbc.protocol.RenterMother.renter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class AddressesTest {

    /** Substrate's well-known development accounts. */
    private static final String ALICE = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
    private static final String BOB = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";
    private static final String CHARLIE = "5FLSigC9HGRKVhB9FiEo4Y3koPsNmBmLJbpXg2mp1hXcS59Y";

    @Nested
    class Ids {

        @Test
        void shouldEncodeTheUuidsText_whenANonceIsMade() {
            assertThat(DbcId.of(NONCE_UUID)).isEqualTo(NONCE);
            assertThat(DbcId.decode(NONCE)).isEqualTo(NONCE_UUID.toString());
        }

        @Test
        void shouldHoldAUuid_whenANewNonceIsDrawn() {
            assertThat(UUID.fromString(DbcId.decode(DbcId.newNonce())).version()).isEqualTo(4);
        }

        @Test
        void shouldRefuse_whenACharacterIsMistyped() {
            assertThat(DbcId.isValid(NONCE)).isTrue();
            assertThat(DbcId.isValid(NONCE.replace('3', '4'))).isFalse();
            assertThat(DbcId.isValid("0OIl")).isFalse();
            assertThat(DbcId.isValid("")).isFalse();
            assertThat(DbcId.isValid("1".repeat(10_000))).isFalse();
        }
    }

    @Nested
    class Wallets {

        @Test
        void shouldDecode_whenTheAddressIsRight() {
            assertThat(Ss58.decode(WALLET)).isEqualTo(renter().publicKey());
        }

        @Test
        void shouldRefuse_whenMistypedOrOfAnotherChain() {
            assertThatIllegalArgumentException().isThrownBy(() -> Ss58.decode(WALLET.replace('Z', 'Y')))
                    .withMessageContaining("checksum");
            assertThatIllegalArgumentException().isThrownBy(() -> Ss58.decode("15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5"))
                    .withMessageContaining("another chain");
            assertThatIllegalArgumentException().isThrownBy(() -> Ss58.decode("5abc"));
        }
    }

    @Nested
    class Multisig {

        @Test
        void shouldBeTheAccountThatSubstrateKnows_whenAliceBobAndCharlieJoin() {
            assertThat(MultisigAccount.address(List.of(ALICE, BOB, CHARLIE), 2))
                    .isEqualTo("5DjYJStmdZ2rcqXbXGX7TW85JsrW6uG4y9MUcLq2BoPMpRA7");
        }

        @Test
        void shouldNotDependOnTheOrder_whenTheSameWalletsJoin() {
            assertThat(MultisigAccount.address(List.of(CHARLIE, ALICE, BOB), 2))
                    .isEqualTo(MultisigAccount.address(List.of(ALICE, BOB, CHARLIE), 2));
        }

        @Test
        void shouldRefuse_whenTheThresholdCannotBeMet() {
            assertThatIllegalArgumentException().isThrownBy(() -> MultisigAccount.address(List.of(ALICE, BOB), 3));
            assertThatIllegalArgumentException().isThrownBy(() -> MultisigAccount.address(List.of(ALICE), 1));
        }
    }

    @Property
    void walletShouldRoundTrip_whateverTheKey(@ForAll @Size(32) byte[] key) {
        assertThat(Ss58.decode(Ss58.encode(key))).isEqualTo(key);
    }
}
