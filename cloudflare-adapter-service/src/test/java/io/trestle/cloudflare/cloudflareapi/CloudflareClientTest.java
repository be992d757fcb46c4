package io.trestle.cloudflare.cloudflareapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.trestle.cloudflare.cloudflareapi.CloudflareRefusal.Kind;
import io.trestle.cloudflare.cloudflareapi.limit.CallBudget;
import io.trestle.cloudflare.cloudflareapi.limit.CallPriority;
import io.trestle.cloudflare.cloudflareapi.limit.RateSignal;
import io.vertx.core.Vertx;

class CloudflareClientTest {

    private static final String TUNNEL = """
            {"id":"c81feca1-77be-450a-91da-610d5b4021cd","name":"m4k2","account_tag":"a","deleted_at":null,"status":"inactive"}""";
    private static final byte[] SECRET = "a synthetic secret of 32 bytes !".getBytes(StandardCharsets.US_ASCII);

    /** Longer than any pause of a busy machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static Vertx vertx;

    private ScriptedUpstream upstream;
    private CloudflareClient client;
    private final List<RateSignal> learned = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @BeforeEach
    void connect() {
        upstream = new ScriptedUpstream(vertx);
        client = client(PATIENCE);
    }

    private CloudflareClient client(Duration callTimeout) {
        return CloudflareClientMother.client(vertx, CloudflareClientMother.config(upstream.base(), callTimeout), new CallBudget() {
            @Override
            public Uni<Void> take(CallPriority priority) {
                return Uni.createFrom().voidItem();
            }

            @Override
            public void learn(RateSignal signal) {
                learned.add(signal);
            }
        });
    }

    @AfterEach
    void disconnect() {
        upstream.close();
    }

    private static <T> T item(Uni<T> call) {
        return call.subscribe().withSubscriber(UniAssertSubscriber.create()).awaitItem(PATIENCE).getItem();
    }

    private static Throwable failure(Uni<?> call) {
        return call.subscribe().withSubscriber(UniAssertSubscriber.create()).awaitFailure(PATIENCE).getFailure();
    }

    private static CloudflareUnavailable undecided(Uni<?> call) {
        var failure = failure(call);
        assertThat(failure).isInstanceOf(CloudflareUnavailable.class);
        return (CloudflareUnavailable) failure;
    }

    @Nested
    class Success {

        @Test
        void shouldSendNameAndSecret_whenATunnelIsCreated() {
            upstream.result(TUNNEL);

            var tunnel = item(client.createTunnel("m4k2", SECRET));

            assertThat(tunnel.id()).isEqualTo("c81feca1-77be-450a-91da-610d5b4021cd");
            assertThat(tunnel.isDeleted()).isFalse();
            var asked = upstream.asked().get(0);
            assertThat(asked.method()).isEqualTo("POST");
            assertThat(asked.uri()).isEqualTo("/client/v4/accounts/" + CloudflareClientMother.ACCOUNT + "/cfd_tunnel");
            assertThat(asked.authorization()).isEqualTo("Bearer " + CloudflareClientMother.API_TOKEN);
            assertThat(asked.body()).contains("\"name\":\"m4k2\"", "\"config_src\":\"local\"", Base64.getEncoder().encodeToString(SECRET));
        }

        @Test
        void shouldUseTheZonesToken_whenARecordIsCreated() {
            upstream.result("""
                    {"id":"r1","type":"CNAME","name":"m4k2.example.org","content":"t1.cfargotunnel.com","proxied":true}""");

            var record = item(client.createRecord("m4k2.example.org", "t1", "mgd:trestle;g=1;t=acme"));

            assertThat(record.leadsTo("t1")).isTrue();
            assertThat(upstream.asked().get(0).authorization()).isEqualTo("Bearer " + CloudflareClientMother.DNS_TOKEN);
            assertThat(upstream.asked().get(0).body()).contains("\"proxied\":true", "\"content\":\"t1.cfargotunnel.com\"", "\"ttl\":1");
        }

        @Test
        void shouldFindOnlyTheLiveTunnelOfExactlyThisName_whenTheListHasOthers() {
            upstream.result("""
                    [{"id":"1","name":"m4k2","deleted_at":"2025-01-01T00:00:00Z"},{"id":"2","name":"m4k2-b"},{"id":"3","name":"m4k2"}]""");

            assertThat(item(client.findTunnel("m4k2")).id()).isEqualTo("3");
        }

        @Test
        void shouldFindNothing_whenTheListIsEmpty() {
            upstream.result("[]");

            assertThat(item(client.findTunnel("m4k2"))).isNull();
        }

        @Test
        void shouldOverlookRecordsThatACnameDoesNotExclude_whenARecordIsLookedFor() {
            upstream.result(
                    """
                            [{"id":"1","type":"TXT","name":"m4k2.example.org","content":"x"},{"id":"2","type":"A","name":"m4k2.example.org","content":"192.0.2.1"}]""");

            assertThat(item(client.findRecord("m4k2.example.org")).id()).isEqualTo("2");
        }

        @Test
        void shouldReadTheSecret_whenATokenIsAskedFor() {
            var json = "{\"t\":\"t1\",\"s\":\"" + Base64.getEncoder().encodeToString(SECRET) + "\",\"a\":\"acc\"}";
            upstream.result("\"" + Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8)) + "\"");

            var token = item(client.token("t1"));

            assertThat(token.secretBytes()).isEqualTo(SECRET);
            assertThat(token.toString()).doesNotContain(token.secret());
        }

        @Test
        void shouldTellAddresses_whenConnectorsAreListed() {
            upstream.result(
                    """
                            [{"id":"c1","version":"2025.1.0","conns":[{"origin_ip":"192.0.2.7"},{"origin_ip":"192.0.2.7"}]},{"id":"c2","conns":null}]""");

            var connectors = item(client.connectors("t1"));

            assertThat(connectors).extracting(CloudflareConnector::addresses).containsExactly(List.of("192.0.2.7"), List.of());
        }
    }

    @Nested
    class Refusal {

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                409 | [{"code":1013,"message":"You already have a tunnel with this name."}]         | NAME_EXISTS
                400 | [{"code":81053,"message":"An A, AAAA, or CNAME record with that host exists."}] | RECORD_EXISTS
                400 | [{"code":81054,"message":"A CNAME record with that host already exists."}]    | RECORD_EXISTS
                400 | [{"code":81057,"message":"The record already exists."}]                       | RECORD_EXISTS
                400 | [{"code":81058,"message":"An identical record already exists."}]              | RECORD_EXISTS
                400 | [{"code":1004,"message":"DNS Validation Error","error_chain":[{"code":81057,"message":"exists"}]}] | RECORD_EXISTS
                400 | [{"code":1004,"message":"DNS Validation Error","error_chain":[{"code":9021,"message":"ttl"}]}]     | REJECTED
                404 | [{"code":1002,"message":"tunnel not found"}]                                  | NOT_FOUND
                404 | [{"code":"81044","message":"Record does not exist."}]                         | NOT_FOUND
                404 | [{"code":7003,"message":"Could not route to /zones/x"},{"code":7000,"message":"No route"}]         | NOT_AUTHORIZED
                400 | [{"code":7003,"message":"Could not route"}]                                   | NOT_AUTHORIZED
                400 | [{"code":6003,"message":"Invalid request headers","error_chain":[{"code":6111,"message":"format"}]}] | NOT_AUTHORIZED
                401 | [{"code":10000,"message":"Authentication error"}]                             | NOT_AUTHORIZED
                403 | [{"code":9109,"message":"Unauthorized to access requested resource"}]         | NOT_AUTHORIZED
                400 | [{"code":1022,"message":"Cannot delete tunnel because it has active connections"}] | ACTIVE_CONNECTIONS
                400 | [{"code":81045,"message":"The record quota has been exceeded."}]              | QUOTA_EXCEEDED
                400 | [{"code":1111,"message":"You have reached the maximum number of tunnels"}]    | QUOTA_EXCEEDED
                400 | [{"code":9999,"message":"no"}]                                                | REJECTED
                """)
        void shouldSayWhatItAmountsTo_whenCloudflareRefuses(int status, String errors, Kind kind) {
            upstream.refuses(status, errors);

            var failure = failure(client.deleteTunnel("t1"));

            assertThat(failure).isInstanceOfSatisfying(CloudflareRefusal.class, refusal -> assertThat(refusal.kind()).isEqualTo(kind));
            assertThat(upstream.asked()).hasSize(1);
        }

        @Test
        void shouldStayOneShortLine_whenTheMessageIsNot() {
            upstream.refuses(400, "[{\"code\":1,\"message\":\"a\\r\\nb " + "x".repeat(5_000) + "\"}]");

            assertThat(failure(client.tunnel("t1")).getMessage()).hasSizeLessThan(310).doesNotContain("\n", "\r");
        }
    }

    @Nested
    class Undecided {

        @Test
        void shouldSayWhenToComeBack_whenThereWereTooManyCalls() {
            upstream.answers(429, "{\"success\":false,\"errors\":[{\"code\":971,\"message\":\"Please wait\"}]}", "Retry-After", "42");

            assertThat(undecided(client.tunnel("t1")).retryAfter()).isEqualTo(Duration.ofSeconds(42));
            assertThat(learned).extracting(RateSignal::blockedFor).containsExactly(Duration.ofSeconds(42));
        }

        @Test
        void shouldExpectThePenalty_whenThereWereTooManyCallsAndNoTimeIsNamed() {
            upstream.answers(429, "");

            undecided(client.tunnel("t1"));

            assertThat(learned).extracting(RateSignal::blockedFor).containsExactly(Duration.ofMinutes(5));
        }

        @ParameterizedTest
        @ValueSource(ints = {500, 502, 503, 520, 530})
        void shouldNotReadThePage_whenSomethingInBetweenAnswers(int status) {
            upstream.answers(status, "<html><body>Bad gateway</body></html>", "Content-Type", "text/html", "Retry-After", "7");

            assertThat(undecided(client.tunnel("t1")).retryAfter()).isEqualTo(Duration.ofSeconds(7));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "<html></html>", "{\"success\":true,\"result\":{\"id\":\"c81", "[]", "null", "{}", "{\"success\":true}",
                "{\"success\":true,\"result\":null}", "{\"success\":true,\"result\":{\"name\":\"no id\"}}",
                "{\"success\":true,\"result\":\"text\"}"})
        void shouldDecideNothing_whenTheBodyIsNotAnAnswer(String body) {
            upstream.answers(200, body);

            undecided(client.tunnel("t1"));
        }

        @ParameterizedTest
        @ValueSource(ints = {403, 404, 400})
        void shouldDecideNothing_whenARefusalHasNoEnvelope(int status) {
            upstream.answers(status, "<html>Attention required</html>");

            undecided(client.tunnel("t1"));
        }

        @Test
        void shouldGiveUp_whenTheAnswerTakesTooLong() {
            upstream.staysSilent();

            undecided(client(Duration.ofMillis(300)).createTunnel("m4k2", SECRET));
        }

        @Test
        void shouldNotRepeatAWrite_whenTheConnectionIsCut() {
            upstream.cuts();

            undecided(client.createTunnel("m4k2", SECRET));

            assertThat(upstream.asked()).hasSize(1);
        }

        @Test
        void shouldRepeatAReadOnce_whenTheConnectionIsCut() {
            upstream.cuts().result(TUNNEL);

            assertThat(item(client.tunnel("t1")).name()).isEqualTo("m4k2");
        }

        @Test
        void shouldGiveUp_whenTheConnectionIsCutAgain() {
            upstream.cuts().cuts();

            undecided(client.deleteTunnel("t1"));

            assertThat(upstream.asked()).hasSize(2);
        }

        @Test
        void shouldDecideNothing_whenTheBodyIsCutOff() {
            upstream.cutsInTheBody("{\"success\":true").cutsInTheBody("{\"success\":true");

            undecided(client.tunnel("t1"));
        }
    }

    @Nested
    class Budget {

        @Test
        void shouldLearnWhatIsLeft_whenTheHeadersTell() {
            upstream.answers(200, "{\"success\":true,\"result\":" + TUNNEL + "}", "Ratelimit", "\"default\";r=50;t=30");

            item(client.tunnel("t1"));

            assertThat(learned).containsExactly(new RateSignal(50, Duration.ofSeconds(30), null));
        }

        @Test
        void shouldNotCall_whenNothingIsLeft() {
            var empty = new CallBudget() {
                @Override
                public Uni<Void> take(CallPriority priority) {
                    return Uni.createFrom().failure(new CloudflareUnavailable("No call is left", Duration.ofSeconds(3)));
                }

                @Override
                public void learn(RateSignal signal) {
                }
            };
            var config = CloudflareClientMother.config(upstream.base(), Duration.ofSeconds(1));

            var failure = undecided(CloudflareClientMother.client(vertx, config, empty).tunnel("t1"));

            assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(3));
            assertThat(upstream.asked()).isEmpty();
        }
    }
}
