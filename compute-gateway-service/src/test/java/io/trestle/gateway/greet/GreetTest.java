package io.trestle.gateway.greet;

import static io.trestle.gateway.GatewayClient.cookie;
import static io.trestle.gateway.GatewayClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trestle.engines.quarkus.EnginesTestResource;
import io.trestle.gateway.GatewayClient;
import io.trestle.gateway.GatewayTestResource;
import io.trestle.gateway.edge.GatewayServer;
import io.trestle.gateway.signature.SigningScheme;
import io.trestle.gateway.signature.TestKey;
import io.vertx.core.json.JsonObject;

/** The published handshake: statuses and texts as they are described, and what has been tried against it. */
@QuarkusTest
@WithTestResource(EnginesTestResource.class)
@WithTestResource(GatewayTestResource.class)
class GreetTest {

    @Inject
    GatewayServer server;

    private GatewayClient gateway;
    private TestKey wallet;

    @BeforeEach
    void meet() {
        gateway = new GatewayClient(server::port);
        wallet = TestKey.named(UUID.randomUUID().toString());
    }

    @Nested
    class Type0 {
        @Test
        void shouldAcceptEveryLease() {
            shouldBe(gateway.get("/greet?type=0&input=0x1234"), 200, "{\"msg\":\"[ACK] the lease is acceptable\"}");
        }
    }

    @Nested
    class Type1 {
        @Test
        void shouldAuthorize_alsoTwice() {
            var text = "{\"msg\":\"[ACK] 0x0d2897e7e3ad18df4a0571a7bacb3ffe417d3b06 authorized ok\"}";

            shouldBe(gateway.get("/greet?type=1&input=0x0d2897e7e3ad18df4a0571a7bacb3ffe417d3b06"), 200, text);
            shouldBe(gateway.get("/greet?type=1&input=0x0d2897e7e3ad18df4a0571a7bacb3ffe417d3b06"), 200, text);
        }

        @Test
        void shouldRefuse_whenThereIsNoAddress() {
            shouldBe(gateway.get("/greet?type=1&input="), 400, "{\"msg\":\"[Fail] no user address is provided\"}");
            shouldBe(gateway.get("/greet?type=1"), 400, "{\"msg\":\"[Fail] no user address is provided\"}");
        }

        @Test
        void shouldRefuse_whenItIsNotAnAddress() {
            assertThat(gateway.get("/greet?type=1&input=hello").statusCode()).isEqualTo(400);
        }
    }

    @Nested
    class Type2 {
        @Test
        void shouldSignIn_withACookieForEveryPathThatScriptsCannotRead() {
            gateway.authorize(wallet);
            var answer = gateway.signIn(wallet);

            shouldBe(answer, 200, "{\"msg\":\"[ACK] already authorized\"}");
            assertThat(answer.headers().firstValue("set-cookie").orElseThrow()).startsWith("cpuser_" + wallet.address() + "=")
                    .contains("; Path=/; Max-Age=86400; Expires=", "; HttpOnly", "; SameSite=Lax");
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void shouldSignIn_withEitherScheme(boolean raw) {
            gateway.authorize(wallet);
            var time = now();

            assertThat(gateway.signIn(wallet.address().text(), time, wallet.sign(time, raw ? SigningScheme.RAW : SigningScheme.EIP_191))
                    .statusCode()).isEqualTo(200);
        }

        @Test
        void shouldRefuse_whenTheWalletWasNotAuthorized() {
            shouldFailToVerify(gateway.signIn(wallet));
        }

        @Test
        void shouldRefuse_whenAnythingIsMissing() {
            gateway.authorize(wallet);
            var time = now();

            shouldFailToVerify(gateway.get("/greet?type=2"));
            shouldFailToVerify(gateway.signIn("", time, wallet.sign(time)));
            shouldFailToVerify(gateway.signIn(wallet.address().text(), "", wallet.sign(time)));
            shouldFailToVerify(gateway.signIn(wallet.address().text(), time, ""));
        }
    }

    @Nested
    class Type3AndOthers {
        @Test
        void shouldRefuse_whenNobodyIsSignedIn() {
            shouldBe(gateway.get("/greet?type=3&input=http://download.yaml"), 400, "{\"msg\":\"[Fail] user is not authorized\"}");
        }

        @Test
        void shouldRefuse_whenThereIsNothingToDeploy() {
            shouldBe(gateway.deploy(gateway.session(wallet), ""), 400, "{\"msg\":\"[Fail] empty deployment\"}");
        }

        @ParameterizedTest
        @ValueSource(strings = {"/greet?type=4", "/greet?type=", "/greet", "/greet?type=%31%32", "/greet?type=-1", "/greet?type=01"})
        void shouldRefuse_whenTheTypeIsNone(String path) {
            shouldBe(gateway.get(path), 400, "{\"err\":\"unsupported msg type\"}");
        }

        @Test
        void shouldBeAServicesPath_whenItIsNotExactlyGetGreet() {
            var invalid = "{\"err\":\"invalid cookie\"}";

            shouldBe(gateway.send("POST", "/greet?type=0", ""), 400, invalid);
            shouldBe(gateway.get("/greet/?type=0"), 400, invalid);
            shouldBe(gateway.get("/greeting"), 400, invalid);
            shouldBe(gateway.get("/"), 400, invalid);
        }
    }

    @Nested
    class Attack1FutureTimestamp {
        @ParameterizedTest
        @ValueSource(strings = {"253402300799", "1703757313", "999999999999"})
        void shouldRefuse_whenTheTimeIsFarFromNow(String time) {
            gateway.authorize(wallet);

            shouldFailToVerify(gateway.signIn(wallet.address().text(), time, wallet.sign(time)));
        }
    }

    @Nested
    class Attack2Replay {
        @Test
        void shouldRefuse_whenTheSameTimeComesAgain() {
            gateway.authorize(wallet);
            var time = now();
            assertThat(gateway.signIn(wallet.address().text(), time, wallet.sign(time)).statusCode()).isEqualTo(200);

            shouldFailToVerify(gateway.signIn(wallet.address().text(), time, wallet.sign(time)));
            shouldFailToVerify(gateway.signIn(wallet.address().checksummed(), time, wallet.sign(time, SigningScheme.RAW)));
            shouldFailToVerify(gateway.signIn(wallet.address().text(), time, twin(wallet.sign(time))));
        }

        @Test
        void shouldLetExactlyOneIn_whenTheSameComesManyTimesAtOnce() {
            gateway.authorize(wallet);
            var time = now();
            var signature = wallet.sign(time);
            var answers = IntStream.range(0, 32)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> gateway.signIn(wallet.address().text(), time, signature))).toList();

            assertThat(answers.stream().map(CompletableFuture::join).filter(answer -> answer.statusCode() == 200)).hasSize(1);
        }
    }

    @Nested
    class Attack7AddressCase {
        @Test
        void shouldBeOneWallet_whateverTheCase() {
            gateway.get("/greet?type=1&input=" + wallet.address().checksummed());
            var time = now();

            var answer = gateway.signIn(wallet.address().text(), time, wallet.sign(time));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(cookie(answer)).startsWith("cpuser_" + wallet.address().text() + "=");
        }
    }

    @Nested
    class Attack8Cheat {
        @ParameterizedTest
        @ValueSource(strings = {"cheat", "CHEAT", " cheat", "cheat%00"})
        void shouldRefuse_whenItIsNotTestMode(String input) {
            gateway.authorize(wallet);

            shouldFailToVerify(gateway.get("/greet?type=2&input=" + input.replace(" ", "%20") + "&addr=" + wallet.address()));
        }
    }

    @Nested
    class Attack9RepeatedParameters {
        @Test
        void shouldRefuse_whenAParameterComesTwice() {
            gateway.authorize(wallet);
            var time = now();
            var signed = "&input=" + time + "&addr=" + wallet.address() + "&sig=" + wallet.sign(time);

            assertThat(gateway.get("/greet?type=2&type=3" + signed).statusCode()).isEqualTo(400);
            assertThat(gateway.get("/greet?type=2&input=1" + signed).statusCode()).isEqualTo(400);
            assertThat(gateway.get("/greet?type=2&%69nput=1" + signed).statusCode()).isEqualTo(400);
        }
    }

    @Nested
    class Attack10Cookies {
        @Test
        void shouldFindTheGoodOne_amongPlantedOnes() {
            var good = gateway.session(wallet);
            var other = TestKey.named(UUID.randomUUID().toString());
            var crossed = "cpuser_" + other.address() + "=" + good.split("=", 2)[1];

            shouldBe(gateway.deploy("cpuser_x=1; " + crossed + "; cpuser_" + wallet.address() + "=1; " + good, ""), 400,
                    "{\"msg\":\"[Fail] empty deployment\"}");
            shouldBe(gateway.deploy(crossed, ""), 400, "{\"msg\":\"[Fail] user is not authorized\"}");
        }

        @Test
        void shouldTakeABearer() {
            var token = gateway.session(wallet);

            shouldBe(gateway.get("/greet?type=3&input=", "Authorization", "Bearer " + token), 400, "{\"msg\":\"[Fail] empty deployment\"}");
        }
    }

    @Nested
    class Attack11OtherGateways {
        @Test
        void shouldSignIn_whenTheMessageNamesThisGatewayAndItsNonce() {
            var message = message("localhost:12346", nonce());

            var answer = siwe(message, wallet.sign(message));
            shouldBe(answer, 200, "{\"msg\":\"[ACK] already authorized\"}");
            shouldBe(gateway.deploy(cookie(answer), ""), 400, "{\"msg\":\"[Fail] empty deployment\"}");
        }

        @Test
        void shouldRefuse_whenTheMessageIsForAnotherSite_orItsNonceIsUsedOrForeign() {
            var foreign = message("evil.example", nonce());
            shouldFailToVerify(siwe(foreign, wallet.sign(foreign)));

            var unknown = message("localhost:12346", "a".repeat(58));
            shouldFailToVerify(siwe(unknown, wallet.sign(unknown)));

            var message = message("localhost:12346", nonce());
            assertThat(siwe(message, wallet.sign(message)).statusCode()).isEqualTo(200);
            shouldFailToVerify(siwe(message, wallet.sign(message)));
        }

        @Test
        void shouldRefuse_whenTheBodyIsNoJson() {
            assertThat(gateway.send("POST", "/greet/siwe", "hello").statusCode()).isEqualTo(400);
            assertThat(gateway.send("POST", "/greet/siwe", "{\"message\":1}").statusCode()).isEqualTo(400);
            assertThat(gateway.send("POST", "/greet/siwe", "x".repeat(100_000)).statusCode()).isEqualTo(413);
        }

        private String nonce() {
            return json(gateway.get("/greet/nonce")).getString("nonce");
        }

        private HttpResponse<String> siwe(String message, String signature) {
            return gateway.send("POST", "/greet/siwe", new JsonObject().put("message", message).put("signature", signature).encode());
        }

        private String message(String domain, String nonce) {
            return domain + " wants you to sign in with your Ethereum account:\n" + wallet.address().checksummed()
                    + "\n\n\nURI: http://" + domain + "\nVersion: 1\nChain ID: 1\nNonce: " + nonce + "\nIssued At: " + Instant.now();
        }
    }

    @Nested
    class Attack13CrossSiteRequests {
        @Test
        void shouldRefuse_whenAnotherSiteMakesTheBrowserDeploy() {
            var cookie = gateway.session(wallet);

            for (var header : new String[][]{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"},
                    {"Origin", "https://evil.example"}, {"Origin", "null"}}) {
                shouldBe(gateway.get("/greet?type=3&input=http://127.0.0.1:1", "Cookie", cookie, header[0], header[1]), 400,
                        "{\"err\":\"cross-site request\"}");
            }
            assertThat(json(gateway.get("/greet/status", "Cookie", cookie)).containsKey("latest")).isFalse();
        }
    }

    @Nested
    class Attack14OtherOrigins {
        @Test
        void shouldLetNoOtherOriginReadTheAnswer() {
            var answer = gateway.get("/greet/status", "Cookie", gateway.session(wallet), "Origin", "https://evil.example");

            assertThat(answer.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control-"));
        }
    }

    @Nested
    class Attack15EndOfSessions {
        @Test
        void shouldEndOneSession_whenItLogsOut() {
            var first = gateway.session(wallet);
            var second = sessionLater();

            assertThat(gateway.get("/greet/logout", "Cookie", first).body()).isEqualTo("{\"msg\":\"[ACK] logged out\"}");
            assertThat(gateway.get("/greet/status", "Cookie", first).statusCode()).isEqualTo(400);
            assertThat(gateway.get("/greet/status", "Cookie", second).statusCode()).isEqualTo(200);
        }

        @Test
        void shouldEndAllSessions_whenItRevokesThem() {
            var first = gateway.session(wallet);
            var second = sessionLater();

            assertThat(gateway.send("POST", "/greet/revoke-all", "", "Cookie", first).statusCode()).isEqualTo(200);
            assertThat(gateway.get("/greet/status", "Cookie", first).statusCode()).isEqualTo(400);
            assertThat(gateway.get("/greet/status", "Cookie", second).statusCode()).isEqualTo(400);
        }

        private String sessionLater() {
            // Another second: each time signs in once.
            var time = "" + (Instant.now().getEpochSecond() + 7);
            return cookie(gateway.signIn(wallet.address().text(), time, wallet.sign(time)));
        }
    }

    private static String twin(String signature) {
        var s = TestKey.ORDER.subtract(new BigInteger(signature.substring(66, 130), 16));
        return TestKey.hex(new BigInteger(signature.substring(2, 66), 16), s, signature.endsWith("1b") ? 28 : 27);
    }

    private static String now() {
        return "" + Instant.now().getEpochSecond();
    }

    private static void shouldFailToVerify(HttpResponse<String> answer) {
        shouldBe(answer, 400, "{\"msg\":\"[Fail] Failed to verify your account\"}");
        assertThat(answer.headers().firstValue("set-cookie")).isEmpty();
    }

    private static void shouldBe(HttpResponse<String> answer, int status, String body) {
        assertThat(answer.body()).isEqualTo(body);
        assertThat(answer.statusCode()).isEqualTo(status);
    }
}
