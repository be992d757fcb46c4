package io.trestle.runtime.identity;

import static io.trestle.runtime.identity.TokenIssuer.claims;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.jwt.auth.principal.DefaultJWTParser;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.mutiny.Uni;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.ProblemException;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;

/** Real tokens, and an issuer that publishes its keys over HTTP. */
class IdentityVerifierTest {

    private static final Map<String, Caller> KEYS = Map.of("key-of-acme", new Caller("acme", Set.of("user")));

    private final SettableClock clock = new SettableClock();
    private Vertx vertx;
    private TokenIssuer issuer;
    private IdentityVerifier verifier;

    @BeforeEach
    void setUp() {
        vertx = Vertx.vertx();
        issuer = TokenIssuer.start(vertx);
        verifier = verifier(AuthConfig.Mode.REQUIRED, true);
    }

    @AfterEach
    void tearDown() throws Exception {
        issuer.close();
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    @Nested
    class Token {

        @Test
        void shouldNameTheTenantAndGroups_whenItIsRight() {
            assertThat(verify(bearer(issuer.token("acme", "user", "operator")))).isEqualTo(new Caller("acme", Set.of("user", "operator")));
        }

        @Test
        void shouldHaveNoGroups_whenItNamesNone() {
            var caller = verify(bearer(issuer.sign("k1", Jwt.claims().issuer("trestle").subject("acme").issuedAt(Instant.now())
                    .expiresIn(Duration.ofMinutes(1)))));

            assertThat(caller.groups()).isEmpty();
            assertThat(caller.isOperator()).isFalse();
        }

        @ParameterizedTest
        @ValueSource(strings = {"Bearer %s", "bearer %s", "BEARER  %s ", "Bearer %s\n"})
        void shouldBeRead_howeverTheSchemeIsWritten(String header) {
            assertThat(verify(headers("Authorization", header.formatted(issuer.token("acme")))).tenant()).isEqualTo("acme");
        }

        @Test
        void shouldBeRefused_whenItIsNotSigned() {
            assertUnauthenticated(bearer(TokenIssuer.unsigned("acme")));
        }

        @Test
        void shouldBeRefused_whenItIsAnHmacOfThePublicKey() {
            assertUnauthenticated(bearer(issuer.hmacOfPublicKey("acme")));
        }

        @Test
        void shouldBeRefused_whenAnotherKeySignedIt() throws Exception {
            issuer.addKey("k2");

            assertUnauthenticated(bearer(issuer.signAs("k2", "k1", claims("acme"))));
        }

        @Test
        void shouldBeRefused_whenItsKeyIsUnknown() {
            assertUnauthenticated(bearer(issuer.signAs("k1", "k9", claims("acme"))));
        }

        @Test
        void shouldBeRefused_whenItHasExpired() {
            assertUnauthenticated(bearer(issuer.sign("k1", claims("acme").issuedAt(secondsAgo(900)).expiresAt(secondsAgo(40)))));
        }

        @Test
        void shouldBeAccepted_whenItExpiredWithinTheLeeway() {
            verify(bearer(issuer.sign("k1", claims("acme").issuedAt(secondsAgo(900)).expiresAt(secondsAgo(20)))));
        }

        @Test
        void shouldBeRefused_whenItIsNotYetValid() {
            assertUnauthenticated(bearer(issuer.sign("k1", claims("acme").claim("nbf", secondsAgo(-60).getEpochSecond()))));
        }

        @Test
        void shouldBeAccepted_whenItBecomesValidWithinTheLeeway() {
            verify(bearer(issuer.sign("k1", claims("acme").claim("nbf", secondsAgo(-15).getEpochSecond()))));
        }

        @Test
        void shouldBeRefused_whenAnotherIssuedIt() {
            assertUnauthenticated(bearer(issuer.sign("k1", claims("acme").issuer("other"))));
        }

        @Test
        void shouldBeRefused_whenItNeverExpires() {
            assertUnauthenticated(
                    bearer(issuer.signJson("{\"iss\":\"trestle\",\"sub\":\"acme\",\"iat\":" + secondsAgo(1).getEpochSecond() + "}")));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " "})
        void shouldBeRefused_whenItNamesNobody(String subject) {
            assertUnauthenticated(bearer(issuer.sign("k1", claims(subject))));
        }

        @Test
        void shouldBeRefused_whenItHasNoSubject() {
            assertUnauthenticated(bearer(issuer.sign("k1", Jwt.claims().issuer("trestle").issuedAt(Instant.now())
                    .expiresIn(Duration.ofMinutes(1)))));
        }

        @ParameterizedTest
        @ValueSource(strings = {"Bearer", "Bearer ", "Bearer x", "Bearer a.b.c", "Bearer e30.e30.", "Basic dXNlcjpwYXNz", "Bearer a b", ""})
        void shouldBeRefused_whenItIsNoToken(String header) {
            assertUnauthenticated(headers("Authorization", header));
        }

        @Test
        void shouldBeRefused_whenItIsLongerThanAnyOfOurs() {
            assertUnauthenticated(bearer(issuer.sign("k1", claims("acme").claim("padding", "x".repeat(9000)))));
        }

        @Test
        void shouldBeRefused_whenThereAreTwo() {
            var headers = bearer(issuer.token("acme")).add("Authorization", "Bearer " + issuer.token("acme"));

            assertUnauthenticated(headers);
        }

        @Test
        void shouldBeRefused_whenItWasChanged() {
            var token = issuer.token("acme", "user");
            var forged = token.split("\\.")[0] + "." + issuer.token("rival", "operator").split("\\.")[1] + "." + token.split("\\.")[2];

            assertUnauthenticated(bearer(forged));
        }
    }

    @Nested
    class Keys {

        @Test
        void shouldBeFetchedOnce_whenManyTokensComeAtOnce() {
            var token = issuer.token("acme");
            var unis = Stream.generate(() -> verifier.verify(bearer(token))).limit(50).toList();

            var callers = Uni.join().all(unis).andFailFast().await().atMost(Duration.ofSeconds(10));

            assertThat(callers).hasSize(50);
            assertThat(issuer.requests()).isEqualTo(1);
        }

        @Test
        void shouldBeFetchedAgain_whenANewKeySigns_butOnlyAfterThePause() throws Exception {
            verify(bearer(issuer.token("acme")));
            issuer.addKey("k2");
            var token = issuer.sign("k2", claims("acme"));

            assertUnauthenticated(bearer(token));
            assertThat(issuer.requests()).isEqualTo(1);

            clock.advance(VerificationKeys.PAUSE);
            assertThat(verify(bearer(token)).tenant()).isEqualTo("acme");
            assertThat(issuer.requests()).isEqualTo(2);
        }

        @Test
        void shouldNotLetInventedKeyIdsFloodTheIssuer() {
            for (int i = 0; i < 100; i++) {
                assertUnauthenticated(bearer(issuer.signAs("k1", "invented" + i, claims("acme"))));
            }

            assertThat(issuer.requests()).isEqualTo(1);
        }

        @Test
        void shouldStay_whenTheIssuerGoesAway() throws Exception {
            var token = issuer.token("acme");
            verify(bearer(token));
            issuer.goAway();
            clock.advance(VerificationKeys.FRESH.plusSeconds(1));

            verify(bearer(token));
            assertUnauthenticated(bearer(issuer.signAs("k1", "k9", claims("acme"))));
            verify(bearer(token));
        }

        @ParameterizedTest
        @ValueSource(strings = {"{\"keys\":[]}", "nonsense", "{}", ""})
        void shouldStay_whenTheIssuerAnswersNonsense(String body) {
            var token = issuer.token("acme");
            verify(bearer(token));
            issuer.answer(200, body);
            clock.advance(VerificationKeys.PAUSE);

            assertUnauthenticated(bearer(issuer.signAs("k1", "k9", claims("acme"))));
            verify(bearer(token));
        }

        @Test
        void shouldStopToWork_whenTheIssuerWithdrewOne() throws Exception {
            var token = issuer.token("acme");
            verify(bearer(token));
            issuer.withdrawKey("k1");
            issuer.addKey("k2");
            clock.advance(VerificationKeys.FRESH);

            verifier.verify(bearer(token)).onFailure().recoverWithNull().await().atMost(Duration.ofSeconds(5));

            await().untilAsserted(() -> assertUnauthenticated(bearer(token)));
        }

        @Test
        void shouldMakeItUnavailable_whenTheyCouldNeverBeFetched() throws Exception {
            issuer.goAway();

            assertProblem(bearer(issuer.token("acme")), ProblemType.UNAVAILABLE);
            // Not asked again at once, and still not the caller's fault.
            assertProblem(bearer(issuer.token("acme")), ProblemType.UNAVAILABLE);

            issuer.recover();
            clock.advance(VerificationKeys.PAUSE);
            assertThat(verify(bearer(issuer.token("acme"))).tenant()).isEqualTo("acme");
        }

        @Test
        void shouldMakeItUnavailable_whenTheIssuerAnswersWithAnError() {
            issuer.answer(500, "{\"keys\":[]}");

            assertProblem(bearer(issuer.token("acme")), ProblemType.UNAVAILABLE);
        }
    }

    @Nested
    class ApiKey {

        @ParameterizedTest
        @ValueSource(strings = {"key-of-acme", "key-of-acme\n", " key-of-acme\r\n"})
        void shouldNameItsTenant_whitespaceAroundItAside(String key) {
            assertThat(verify(headers("X-API-KEY", key)).tenant()).isEqualTo("acme");
        }

        @Test
        void shouldNameItsTenant_whenItStandsInThePlaceOfAToken() {
            assertThat(verify(bearer("key-of-acme")).tenant()).isEqualTo("acme");
            assertUnauthenticated(bearer("wrong"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"wrong", "", " ", "key-of-acme2", "KEY-OF-ACME"})
        void shouldBeRefused_whenItIsWrong(String key) {
            assertUnauthenticated(headers("x-api-key", key));
        }

        @Test
        void shouldBeRefused_whenThereAreTwo() {
            assertUnauthenticated(headers("X-API-KEY", "key-of-acme").add("X-API-KEY", "key-of-acme"));
        }

        @Test
        void shouldBeRefused_whenTheServiceTakesNone() {
            var tokensOnly = verifier(AuthConfig.Mode.REQUIRED, false);

            assertThatThrownBy(() -> callerOf(tokensOnly, headers("X-API-KEY", "key-of-acme"))).isInstanceOf(ProblemException.class);
        }
    }

    @Nested
    class Both {

        @Test
        void shouldBeAccepted_whenTheyNameOneTenant() {
            var caller = verify(bearer(issuer.token("acme", "operator")).add("X-API-KEY", "key-of-acme"));

            assertThat(caller.tenant()).isEqualTo("acme");
        }

        @Test
        void shouldBeRefused_whenTheyNameTwoTenants() {
            assertUnauthenticated(bearer(issuer.token("rival")).add("X-API-KEY", "key-of-acme"));
        }

        @Test
        void shouldBeRefused_whenOneIsWrong() {
            assertUnauthenticated(bearer(issuer.token("acme")).add("X-API-KEY", "wrong"));
            assertUnauthenticated(bearer(TokenIssuer.unsigned("acme")).add("X-API-KEY", "key-of-acme"));
        }
    }

    @Nested
    class NoCredentials {

        @Test
        void shouldBeRefused_whenTheyAreRequired() {
            assertUnauthenticated(MultiMap.caseInsensitiveMultiMap());
        }

        @Test
        void shouldActAsLocal_inOpenMode() {
            var open = verifier(AuthConfig.Mode.OPEN, true);

            assertThat(callerOf(open, MultiMap.caseInsensitiveMultiMap())).isEqualTo(new Caller("local", Set.of("user", "operator")));
        }

        @Test
        void shouldStillRefuseWrongOnes_inOpenMode() {
            var open = verifier(AuthConfig.Mode.OPEN, true);

            assertThatThrownBy(() -> callerOf(open, headers("X-API-KEY", "wrong"))).isInstanceOf(ProblemException.class);
            assertThatThrownBy(() -> callerOf(open, bearer(TokenIssuer.unsigned("acme")))).isInstanceOf(ProblemException.class);
        }
    }

    @Nested
    class OpenMode {

        @ParameterizedTest
        @ValueSource(strings = {"127.0.0.1", "127.255.255.255", "localhost", "::1", "[::1]", "0:0:0:0:0:0:0:1"})
        void shouldStart_onALoopbackAddress(String host) {
            OpenModeGuard.check(AuthConfig.Mode.OPEN, host);
        }

        @ParameterizedTest
        @ValueSource(strings = {"0.0.0.0", "::", "[::]", "10.0.0.1", "192.168.1.2", "trestle.example", "localhost.example",
                "127.0.0.1.example",
                "1270.0.0.1", "127.0.0.256", "::ffff:0.0.0.0", "", " 127.0.0.1"})
        void shouldRefuseToStart_whereOthersMayReachIt(String host) {
            assertThatThrownBy(() -> OpenModeGuard.check(AuthConfig.Mode.OPEN, host))
                    .isInstanceOf(ConfigurationException.class).hasMessageContaining("'" + host + "'").message().doesNotContain("\n");
        }

        @Test
        void shouldNotMatter_whenCredentialsAreRequired() {
            OpenModeGuard.check(AuthConfig.Mode.REQUIRED, "0.0.0.0");
        }
    }

    private Caller verify(MultiMap headers) {
        return callerOf(verifier, headers);
    }

    private static Caller callerOf(IdentityVerifier verifier, MultiMap headers) {
        return verifier.verify(headers).await().atMost(Duration.ofSeconds(10));
    }

    private void assertUnauthenticated(MultiMap headers) {
        assertProblem(headers, ProblemType.UNAUTHENTICATED);
    }

    private void assertProblem(MultiMap headers, ProblemType type) {
        assertThatThrownBy(() -> verify(headers)).isInstanceOfSatisfying(ProblemException.class,
                problem -> assertThat(problem.type()).isEqualTo(type));
    }

    private IdentityVerifier verifier(AuthConfig.Mode mode, boolean withKeys) {
        var config = new AuthConfig() {
            @Override
            public Mode mode() {
                return mode;
            }

            @Override
            public String issuer() {
                return TokenIssuer.ISSUER;
            }

            @Override
            public URI jwksUrl() {
                return URI.create(issuer.jwksUrl());
            }
        };
        var keys = new VerificationKeys(new PublishedIssuerKeys(config, io.vertx.mutiny.core.Vertx.newInstance(vertx)), clock);
        List<ApiKeys> apiKeys = withKeys ? List.of(key -> Uni.createFrom().item(KEYS.get(key))) : List.of();
        return new IdentityVerifier(config, apiKeys, new TokenVerifier(config, keys, new DefaultJWTParser()));
    }

    private static MultiMap bearer(String token) {
        return headers("Authorization", "Bearer " + token);
    }

    private static MultiMap headers(String name, String value) {
        return MultiMap.caseInsensitiveMultiMap().add(name, value);
    }

    private static Instant secondsAgo(long seconds) {
        return Instant.now().minusSeconds(seconds);
    }

    private static final class SettableClock extends Clock {

        private volatile Instant now = Instant.parse("2030-01-01T00:00:00Z");

        void advance(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
