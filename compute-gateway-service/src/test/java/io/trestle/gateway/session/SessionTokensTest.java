package io.trestle.gateway.session;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import io.trestle.gateway.signature.WalletAddress;
import io.vertx.core.MultiMap;

class SessionTokensTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_703_757_313);
    private static final WalletAddress WALLET = new WalletAddress("0x0d2897e7e3ad18df4a0571a7bacb3ffe417d3b06");
    private static final Session SESSION = new Session(WALLET, NOW.getEpochSecond() + 86_400, 3, SessionTokens.newId(new Random(1)));

    private final SessionTokens tokens = new SessionTokens("a synthetic key of 32 characters".getBytes(US_ASCII));

    @Nested
    class Verify {
        @Test
        void shouldGiveTheSessionBack_whenTheTokenIsOurs() {
            assertThat(tokens.verify(tokens.token(SESSION), NOW)).isEqualTo(SESSION);
        }

        @Test
        void shouldRefuse_whenItHasExpired() {
            assertThat(tokens.verify(tokens.token(SESSION), Instant.ofEpochSecond(SESSION.expiresAt()))).isNull();
        }

        @Test
        void shouldRefuse_whenAnotherKeySignedIt() {
            var others = new SessionTokens("another synthetic key, 32 letters".getBytes(US_ASCII));

            assertThat(tokens.verify(others.token(SESSION), NOW)).isNull();
        }

        @Test
        void shouldRefuse_whenAnyCharacterIsChangedOrCutOff() {
            var token = tokens.token(SESSION);
            for (int i = 0; i < token.length(); i++) {
                var other = token.charAt(i) == 'x' ? 'y' : 'x';

                assertThat(tokens.verify(token.substring(0, i) + other + token.substring(i + 1), NOW)).as("character " + i).isNull();
                assertThat(tokens.verify(token.substring(0, i), NOW)).as("cut off at " + i).isNull();
            }
            assertThat(tokens.verify(token + "A", NOW)).isNull();
        }

        @Test
        void shouldRefuse_whenTheValueIsThatOfAnotherWallet() {
            var value = tokens.token(SESSION).split("=", 2)[1];

            assertThat(tokens.verify("cpuser_0x3a7d5eb85229efc279db607733cd99a1f59aa89f=" + value, NOW)).isNull();
        }
    }

    @Nested
    class Attack10CookieTossing {
        @Test
        void shouldFindEveryToken_amongOtherCookies() {
            var headers = MultiMap.caseInsensitiveMultiMap().add("Cookie", "a=b; cpuser_bad=1;cpuser_x=\"quoted\"; c=d")
                    .add("Cookie", " cpuser_last=2 ").add("Authorization", "bearer cpuser_bearer=3");

            assertThat(found(headers)).containsExactly("cpuser_bearer=3", "cpuser_bad=1", "cpuser_x=quoted", "cpuser_last=2");
        }

        @Test
        void shouldFindNone_whenThereIsNone() {
            assertThat(found(MultiMap.caseInsensitiveMultiMap().add("Cookie", ";;; =; xcpuser_a=1").add("Authorization", "Basic YTpi")))
                    .isEmpty();
        }
    }

    @Nested
    class Strip {
        @Test
        void shouldLeaveOtherCookiesAlone() {
            assertThat(Credentials.withoutSessions("a=b; c=d")).isEqualTo("a=b; c=d");
            assertThat(Credentials.withoutSessions("a=b; cpuser_0x1=secret; c=d")).isEqualTo("a=b; c=d");
            assertThat(Credentials.withoutSessions("cpuser_0x1=secret;cpuser_0x2=secret")).isNull();
        }
    }

    private static List<String> found(MultiMap headers) {
        var all = new ArrayList<String>();
        Credentials.forEach(headers, all::add);
        return all;
    }
}
