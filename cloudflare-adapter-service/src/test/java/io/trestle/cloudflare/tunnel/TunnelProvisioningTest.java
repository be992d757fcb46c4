package io.trestle.cloudflare.tunnel;

import static io.trestle.cloudflare.CloudflareByHand.hostname;
import static io.trestle.cloudflare.TunnelCommandMother.credential;
import static io.trestle.cloudflare.TunnelCommandMother.modelId;
import static io.trestle.cloudflare.TunnelCommandMother.provision;
import static io.trestle.cloudflare.TunnelCommandMother.publicKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trestle.cloudflare.CloudflareByHand;
import io.trestle.cloudflare.CloudflareTestResource;
import io.trestle.cloudflare.TunnelTopics;
import io.trestle.engines.quarkus.EnginesTestResource;
import io.trestle.model.tunnel.ProvisionTunnel;
import io.trestle.model.tunnel.TunnelFailure;
import io.trestle.model.tunnel.TunnelProvisioned;
import io.trestle.model.tunnel.TunnelProvisioningFailed;
import io.trestle.simulators.Fault;
import io.trestle.simulators.FaultKind;
import io.trestle.simulators.cloudflare.CloudflareSimulator;
import io.trestle.simulators.cloudflare.api.CloudflareAccount;

@QuarkusTest
@WithTestResource(EnginesTestResource.class)
@WithTestResource(CloudflareTestResource.class)
class TunnelProvisioningTest {

    private static TunnelTopics topics;

    CloudflareSimulator cloudflare;
    CloudflareByHand byHand;

    @BeforeAll
    static void open() {
        topics = new TunnelTopics();
    }

    @AfterAll
    static void close() {
        topics.close();
    }

    @BeforeEach
    void watch() {
        byHand = new CloudflareByHand(cloudflare);
    }

    @AfterEach
    void noRequestBrokeTheContract() {
        cloudflare.faults().clear();
        assertThat(cloudflare.journal().violations()).isEmpty();
    }

    private TunnelFailure reason(ProvisionTunnel command) {
        return topics.answer(command, TunnelProvisioningFailed.class).reason();
    }

    @Nested
    class Provision {

        @Test
        void shouldAnswerWithTheCredential_whenNothingStandsInTheWay() {
            var command = provision(modelId());

            topics.send(command);

            var answer = topics.answer(command, TunnelProvisioned.class);
            assertThat(answer.hostname()).isEqualTo(hostname(command.modelId()));
            assertThat(answer.service()).isEqualTo(command.service());
            assertThat(answer.generation()).isEqualTo(1);
            var tunnel = byHand.tunnel(command.modelId());
            assertThat(answer.tunnelId()).isEqualTo(tunnel.id());
            assertThat(credential(answer.credential())).isEqualTo(Map.of("accountTag", CloudflareAccount.local().accountId(), "tunnelId",
                    tunnel.id(), "tunnelName", command.modelId(), "tunnelSecret", tunnel.secret().base64()));
            byHand.assertStands(command.modelId());
            assertThat(byHand.record(command.modelId()).comment()).isEqualTo("mgd:trestle;m=" + command.modelId() + ";g=1;t=acme");
        }

        @Test
        void shouldMakeFourCalls_whenNothingStandsInTheWay() {
            var command = provision(modelId());
            topics.send(command);
            var tunnelId = topics.answer(command, TunnelProvisioned.class).tunnelId();

            var posts = cloudflare.journal().entries("POST", "").stream().filter(entry -> entry.body().contains(command.modelId())).count();
            var recordId = byHand.record(command.modelId()).id();
            var reads = cloudflare.journal().entries("GET", "(cfd_tunnel/" + tunnelId + "|dns_records/" + recordId + ")$").size();
            assertThat(posts).isEqualTo(2);
            assertThat(reads).isGreaterThanOrEqualTo(2);
        }

        @Test
        void shouldAnswerOnce_whenTheSameEventComesAgain() {
            var command = provision(modelId());
            var id = UUID.randomUUID();
            var last = provision(command.modelId());

            topics.send(id, Instant.now(), command);
            topics.send(id, Instant.now(), command);
            topics.send(last);

            topics.answer(last, TunnelProvisioned.class);
            topics.answer(command, TunnelProvisioned.class);
            byHand.assertStands(command.modelId());
        }

        @Test
        void shouldAnswerOnce_whenTheSameRequestComesInAnotherEvent() {
            var command = provision(modelId());
            var last = provision(command.modelId());

            topics.send(command, command, last, command);

            topics.answer(last, TunnelProvisioned.class);
            topics.answer(command, TunnelProvisioned.class);
        }

        @Test
        void shouldIssueTheCredentialAgain_whenItStandsAlready() {
            var first = provision(modelId());
            topics.send(first);
            var tunnelId = topics.answer(first, TunnelProvisioned.class).tunnelId();

            var again = new ProvisionTunnel(first.modelId(), first.tenant(), "again", 1, "http://localhost:4000", publicKey());
            topics.send(again);

            var answer = topics.answer(again, TunnelProvisioned.class);
            assertThat(answer.tunnelId()).isEqualTo(tunnelId);
            assertThat(answer.service()).isEqualTo("http://localhost:4000");
            byHand.assertStands(first.modelId());
        }

        @Test
        void shouldGiveATunnelToEach_whenManyComeAtOnce() {
            var commands = Stream.generate(() -> provision(modelId())).limit(100).toArray(ProvisionTunnel[]::new);

            topics.send(commands);

            for (var command : commands) {
                topics.answer(command, TunnelProvisioned.class);
                byHand.assertStands(command.modelId());
            }
        }
    }

    @Nested
    class Refusal {

        @Test
        void shouldLeaveItAlone_whenAForeignTunnelHasTheName() {
            var command = provision(modelId());
            var foreign = byHand.createTunnel(command.modelId());

            topics.send(command);

            var answer = topics.answer(command, TunnelProvisioningFailed.class);
            assertThat(answer.reason()).isEqualTo(TunnelFailure.NAME_TAKEN);
            assertThat(answer.detail()).contains(foreign);
            assertThat(byHand.tunnel(command.modelId()).id()).isEqualTo(foreign);
        }

        @Test
        void shouldTakeTheTunnelBackAndLeaveTheRecordAlone_whenAForeignRecordStandsAtTheHostname() {
            var command = provision(modelId());
            var record = byHand.createRecord("A", command.modelId(), "192.0.2.1");

            topics.send(command);

            var answer = topics.answer(command, TunnelProvisioningFailed.class);
            assertThat(answer.reason()).isEqualTo(TunnelFailure.HOSTNAME_TAKEN);
            assertThat(answer.detail()).contains("A 192.0.2.1", hostname(command.modelId()));
            assertThat(byHand.liveTunnels(command.modelId())).isEmpty();
            assertThat(byHand.record(command.modelId()).id()).isEqualTo(record);
            assertThat(byHand.record(command.modelId()).content()).isEqualTo("192.0.2.1");
        }

        @Test
        void shouldWork_whenTheObstacleIsGone() {
            var first = provision(modelId());
            var record = byHand.createRecord("A", first.modelId(), "192.0.2.1");
            topics.send(first);
            topics.answer(first, TunnelProvisioningFailed.class);

            byHand.deleteRecord(record);
            var second = provision(first.modelId());
            topics.send(second);

            topics.answer(second, TunnelProvisioned.class);
            byHand.assertStands(first.modelId());
        }

        @Test
        void shouldLeaveTheOwnersTunnelAlone_whenAnotherTenantNamesTheModel() {
            var owner = provision(modelId());
            topics.send(owner);
            topics.answer(owner, TunnelProvisioned.class);

            var other = new ProvisionTunnel(owner.modelId(), "mallory", "other", 2, owner.service(), publicKey());
            topics.send(other);

            assertThat(reason(other)).isEqualTo(TunnelFailure.NAME_TAKEN);
            byHand.assertStands(owner.modelId());
        }

        static Stream<ProvisionTunnel> impossible() {
            var key = publicKey();
            return Stream.of(new ProvisionTunnel("Not-a-label", "acme", "r1", 1, "http://localhost", key),
                    new ProvisionTunnel("www", "acme", "r2", 1, "http://localhost", key),
                    new ProvisionTunnel(modelId(), "a;b", "r3", 1, "http://localhost", key),
                    new ProvisionTunnel(modelId(), "acme", "r4", 0, "http://localhost", key),
                    new ProvisionTunnel(modelId(), "acme", "r5", 1, "http://localhost/path", key),
                    new ProvisionTunnel(modelId(), "acme", "r6", 1, "", key),
                    new ProvisionTunnel(modelId(), "acme", "r7", 1, "http://localhost", "{}"),
                    new ProvisionTunnel(modelId(), "acme", "r8", 1, "http://localhost", ""));
        }

        @ParameterizedTest
        @MethodSource("impossible")
        void shouldSayWhy_whenTheCommandIsImpossible(ProvisionTunnel command) {
            topics.send(command);

            assertThat(reason(command)).isEqualTo(TunnelFailure.INVALID_COMMAND);
            assertThat(cloudflare.journal().entries("POST", "").stream().filter(entry -> entry.body().contains(command.modelId())))
                    .isEmpty();
        }

        @Test
        void shouldGoToTheDeadLetterTopicAndHoldNothingUp_whenARecordIsPoison() {
            var poison = "poison-" + UUID.randomUUID();
            var nameless = new ProvisionTunnel(modelId(), "acme", "", 1, "http://localhost", publicKey());
            var good = provision(modelId());

            topics.sendGarbage(poison, "no command".getBytes(StandardCharsets.UTF_8));
            topics.send(nameless, good);

            topics.answer(good, TunnelProvisioned.class);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> topics.deadLetters(poison).size() == 1 && topics.deadLetters(nameless.modelId()).size() == 1);
        }
    }

    @Nested
    class Trouble {

        private static final String TUNNELS = "/cfd_tunnel$";
        private static final String RECORDS = "/dns_records$";

        static Stream<Arguments> troubles() {
            return Stream.of(FaultKind.RESET, FaultKind.ERROR_PAGE, FaultKind.EMPTY_BODY, FaultKind.TOO_MANY_REQUESTS, FaultKind.HANG)
                    .flatMap(kind -> Stream.of(Fault.of(kind), Fault.of(kind).afterEffect()))
                    .flatMap(fault -> Stream.of(fault.on("POST", TUNNELS), fault.on("POST", RECORDS)))
                    .map(Trouble::named);
        }

        static Stream<Arguments> spoiltAnswers() {
            return Stream.of(FaultKind.TRUNCATED_JSON, FaultKind.CUT_BODY, FaultKind.DUPLICATE_DELIVERY)
                    .flatMap(kind -> Stream.of(Fault.of(kind).on("POST", TUNNELS), Fault.of(kind).on("POST", RECORDS),
                            Fault.of(kind).on("GET", "/cfd_tunnel/[^/]+$"), Fault.of(kind).on("GET", "/dns_records/[^/]+$")))
                    .map(Trouble::named);
        }

        private static Arguments named(Fault fault) {
            return Arguments.of(Named.of(fault.kind() + " " + fault.timing() + " " + fault.method() + " " + fault.path(),
                    fault));
        }

        @ParameterizedTest
        @MethodSource({"troubles", "spoiltAnswers"})
        void shouldEndInOneTunnelAndOneRecord_whenACallGoesWrong(Fault fault) {
            var command = provision(modelId());
            cloudflare.faults().add(fault);

            topics.send(command);

            topics.answer(command, TunnelProvisioned.class);
            assertThat(cloudflare.faults().isSpent()).isTrue();
            byHand.assertStands(command.modelId());
        }

        @Test
        void shouldWaitAsLongAsIsAsked_whenThereAreTooManyCalls() {
            var command = provision(modelId());
            cloudflare.faults().add(Fault.of(FaultKind.TOO_MANY_REQUESTS).on("POST", TUNNELS).withRetryAfter(Duration.ofSeconds(2)));
            var before = Instant.now();

            topics.send(command);

            topics.answer(command, TunnelProvisioned.class);
            assertThat(Duration.between(before, Instant.now())).isGreaterThan(Duration.ofSeconds(2));
        }

        @Test
        void shouldStillAdoptTheTunnel_whenTheAnswerIsLostAndTheListLags() {
            var command = provision(modelId());
            cloudflare.faults().add(Fault.of(FaultKind.LIST_LAG).on("POST", TUNNELS).delayedBy(Duration.ofSeconds(2)))
                    .add(Fault.of(FaultKind.EMPTY_BODY).afterEffect().on("POST", RECORDS));

            topics.send(command);

            topics.answer(command, TunnelProvisioned.class);
            byHand.assertStands(command.modelId());
        }
    }
}
