package io.trestle.cloudflare.tunnel;

import static io.trestle.cloudflare.TunnelCommandMother.credential;
import static io.trestle.cloudflare.TunnelCommandMother.deprovision;
import static io.trestle.cloudflare.TunnelCommandMother.modelId;
import static io.trestle.cloudflare.TunnelCommandMother.provision;
import static io.trestle.cloudflare.TunnelCommandMother.rotate;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trestle.cloudflare.CloudflareByHand;
import io.trestle.cloudflare.CloudflareTestResource;
import io.trestle.cloudflare.TunnelTopics;
import io.trestle.engines.quarkus.EnginesTestResource;
import io.trestle.model.tunnel.DeprovisionTunnel;
import io.trestle.model.tunnel.TunnelDeprovisioned;
import io.trestle.model.tunnel.TunnelDeprovisioningFailed;
import io.trestle.model.tunnel.TunnelFailure;
import io.trestle.model.tunnel.TunnelProvisioned;
import io.trestle.model.tunnel.TunnelProvisioningFailed;
import io.trestle.model.tunnel.TunnelRotated;
import io.trestle.model.tunnel.TunnelRotationFailed;
import io.trestle.simulators.Fault;
import io.trestle.simulators.FaultKind;
import io.trestle.simulators.cloudflare.CloudflareSimulator;
import io.trestle.simulators.cloudflare.tunnel.NewConnector;

@QuarkusTest
@WithTestResource(EnginesTestResource.class)
@WithTestResource(CloudflareTestResource.class)
class TunnelLifecycleTest {

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

    private String provisioned() {
        var command = provision(modelId());
        topics.send(command);
        topics.answer(command, TunnelProvisioned.class);
        return command.modelId();
    }

    private static String secret(TunnelRotated rotated) {
        return (String) credential(rotated.credential()).get("tunnelSecret");
    }

    @Nested
    class Rotate {

        @Test
        void shouldCutOffWhoeverHasTheOldSecret_whenTheTunnelStands() {
            var model = provisioned();
            var old = byHand.tunnel(model);
            cloudflare.state().attachConnector(NewConnector.of(old.id()).withSecret(old.secret().base64()).returning());
            var command = rotate(model);

            topics.send(command);

            var answer = topics.answer(command, TunnelRotated.class);
            assertThat(answer.tunnelId()).isEqualTo(old.id());
            assertThat(secret(answer)).isEqualTo(byHand.tunnel(model).secret().base64()).isNotEqualTo(old.secret().base64());
            assertThat(cloudflare.state().connectors()).noneMatch(connector -> connector.tunnelId().equals(old.id()));
        }

        @Test
        void shouldGiveAnotherSecretEachTime_whenAskedTwice() {
            var model = provisioned();
            var first = rotate(model);
            var second = rotate(model);

            topics.send(first, second);

            assertThat(secret(topics.answer(first, TunnelRotated.class))).isNotEqualTo(secret(topics.answer(second, TunnelRotated.class)));
            assertThat(secret(topics.answer(second, TunnelRotated.class))).isEqualTo(byHand.tunnel(model).secret().base64());
        }

        @Test
        void shouldNeverGiveASecretOfAnEarlierLife_whenProvisionedAnew() {
            var model = provisioned();
            var turned = rotate(model);
            var gone = deprovision(model);
            var anew = provision(model, 2);

            topics.send(turned, gone, anew);

            topics.answer(anew, TunnelProvisioned.class);
            var answer = topics.answer(turned);
            if (answer instanceof TunnelRotated rotated) {
                assertThat(secret(rotated)).isNotEqualTo(byHand.tunnel(model).secret().base64());
            }
            byHand.assertStands(model);
        }

        @Test
        void shouldSayThereIsNone_whenTheModelHasNoTunnel() {
            var command = rotate(modelId());

            topics.send(command);

            assertThat(topics.answer(command, TunnelRotationFailed.class).reason()).isEqualTo(TunnelFailure.NOT_FOUND);
        }

        @Test
        void shouldSayItIsGone_whenSomebodyDeletedTheTunnel() {
            var model = provisioned();
            byHand.deleteTunnel(byHand.tunnel(model).id());
            var command = rotate(model);

            topics.send(command);

            assertThat(topics.answer(command, TunnelRotationFailed.class).reason()).isEqualTo(TunnelFailure.NOT_FOUND);
        }

        static Stream<Fault> troubles() {
            return Stream.of(Fault.of(FaultKind.RESET).afterEffect().on("PATCH", "/cfd_tunnel/").times(2),
                    Fault.of(FaultKind.ERROR_PAGE).on("PATCH", "/cfd_tunnel/"),
                    Fault.of(FaultKind.RESET).afterEffect().on("DELETE", "/connections$").times(2),
                    Fault.of(FaultKind.TRUNCATED_JSON).on("DELETE", "/connections$"));
        }

        @ParameterizedTest
        @MethodSource("troubles")
        void shouldEndWithTheSecretThatIsAnnounced_whenACallGoesWrong(Fault fault) {
            var model = provisioned();
            cloudflare.faults().add(fault);
            var command = rotate(model);

            topics.send(command);

            assertThat(secret(topics.answer(command, TunnelRotated.class))).isEqualTo(byHand.tunnel(model).secret().base64());
            assertThat(cloudflare.faults().isSpent()).isTrue();
        }
    }

    @Nested
    class Deprovision {

        @Test
        void shouldRemoveRecordThenConnectionsThenTunnel_whenTheTunnelStands() {
            var model = provisioned();
            var tunnelId = byHand.tunnel(model).id();
            var recordId = byHand.record(model).id();
            cloudflare.state().attachConnector(NewConnector.of(tunnelId).returning());
            var command = deprovision(model);

            topics.send(command);

            topics.answer(command, TunnelDeprovisioned.class);
            byHand.assertNothingStands(model);
            assertThat(cloudflare.journal().entries("DELETE", tunnelId + "|" + recordId))
                    .extracting(entry -> entry.path().replaceAll(".*/v4", ""))
                    .satisfiesExactly(path -> assertThat(path).endsWith("/dns_records/" + recordId),
                            path -> assertThat(path).endsWith(tunnelId + "/connections"),
                            path -> assertThat(path).endsWith("/" + tunnelId));
        }

        @Test
        void shouldLeaveForeignThingsAlone_whenTheyHaveTheNameAndTheHostname() {
            var command = deprovision(modelId());
            var tunnel = byHand.createTunnel(command.modelId());
            var record = byHand.createRecord("A", command.modelId(), "192.0.2.1");

            topics.send(command);

            topics.answer(command, TunnelDeprovisioned.class);
            assertThat(byHand.tunnel(command.modelId()).id()).isEqualTo(tunnel);
            assertThat(byHand.record(command.modelId()).id()).isEqualTo(record);
        }

        @Test
        void shouldBeDone_whenNothingEverStood() {
            var command = deprovision(modelId());

            topics.send(command);

            topics.answer(command, TunnelDeprovisioned.class);
        }

        @Test
        void shouldBeDoneForBoth_whenAskedTwice() {
            var model = provisioned();
            var first = deprovision(model);
            var second = deprovision(model);

            topics.send(first, second);

            topics.answer(first, TunnelDeprovisioned.class);
            topics.answer(second, TunnelDeprovisioned.class);
            byHand.assertNothingStands(model);
        }

        @Test
        void shouldRefuse_whenAnotherTenantAsks() {
            var model = provisioned();
            var command = new DeprovisionTunnel(model, "mallory", "not-mine");

            topics.send(command);

            assertThat(topics.answer(command, TunnelDeprovisioningFailed.class).reason()).isEqualTo(TunnelFailure.NOT_FOUND);
            byHand.assertStands(model);
        }

        static Stream<Fault> troubles() {
            return Stream.of(Fault.of(FaultKind.RESET).afterEffect().on("DELETE", "/dns_records/").times(2),
                    Fault.of(FaultKind.ERROR_PAGE).afterEffect().on("DELETE", "/connections$"),
                    Fault.of(FaultKind.EMPTY_BODY).afterEffect().on("DELETE", "/cfd_tunnel/[^/]+$"),
                    Fault.of(FaultKind.RESET).on("DELETE", "/cfd_tunnel/[^/]+$").times(2));
        }

        @ParameterizedTest
        @MethodSource("troubles")
        void shouldRemoveEverything_whenACallGoesWrong(Fault fault) {
            var model = provisioned();
            cloudflare.faults().add(fault);
            var command = deprovision(model);

            topics.send(command);

            topics.answer(command, TunnelDeprovisioned.class);
            byHand.assertNothingStands(model);
            assertThat(cloudflare.faults().isSpent()).isTrue();
        }
    }

    @Nested
    class Order {

        @Test
        void shouldStandAgain_whenProvisionedAnewAfterATeardown() {
            var model = provisioned();
            var first = byHand.tunnel(model);
            var gone = deprovision(model);
            var anew = provision(model, 2);

            topics.send(gone, anew);

            topics.answer(gone, TunnelDeprovisioned.class);
            var answer = topics.answer(anew, TunnelProvisioned.class);
            assertThat(answer.generation()).isEqualTo(2);
            assertThat(answer.tunnelId()).isNotEqualTo(first.id());
            assertThat(byHand.tunnel(model).secret()).isNotEqualTo(first.secret());
            byHand.assertStands(model);
        }

        @Test
        void shouldSupersedeTheProvision_whenTheTeardownOvertakesIt() {
            var wanted = provision(modelId());
            var gone = deprovision(wanted.modelId());
            cloudflare.faults().add(Fault.of(FaultKind.ERROR_PAGE).afterEffect().on("POST", "/cfd_tunnel$").times(1))
                    .add(Fault.of(FaultKind.ERROR_PAGE).on("GET", "/cfd_tunnel$").times(3));

            topics.send(wanted, gone);

            topics.answer(gone, TunnelDeprovisioned.class);
            var answer = topics.answer(wanted);
            if (answer instanceof TunnelProvisioningFailed failed) {
                assertThat(failed.reason()).isEqualTo(TunnelFailure.SUPERSEDED);
            }
            byHand.assertNothingStands(wanted.modelId());
        }

        @Test
        void shouldSupersedeTheLateOne_whenProvisionsComeInTheWrongOrder() {
            var model = modelId();
            var late = provision(model, 1);
            var early = provision(model, 2);

            topics.send(early, late);

            assertThat(topics.answer(late, TunnelProvisioningFailed.class).reason()).isEqualTo(TunnelFailure.SUPERSEDED);
            assertThat(topics.answer(early, TunnelProvisioned.class).generation()).isEqualTo(2);
            byHand.assertStands(model);
        }

        @Test
        void shouldLeaveNothing_whenTheProvisionComesAfterItsTeardown() {
            var wanted = provision(modelId());
            var gone = deprovision(wanted.modelId());
            var now = Instant.now();

            topics.send(UUID.randomUUID(), now, gone);
            topics.send(UUID.randomUUID(), now.minusSeconds(1), wanted);

            topics.answer(gone, TunnelDeprovisioned.class);
            assertThat(topics.answer(wanted, TunnelProvisioningFailed.class).reason()).isEqualTo(TunnelFailure.SUPERSEDED);
            byHand.assertNothingStands(wanted.modelId());
        }

        @Test
        void shouldSupersedeTheLateOne_whenAnEarlierLifeIsAskedForAfterItsTeardown() {
            var model = provisioned();
            var gone = deprovision(model);
            var late = provision(model, 1);

            topics.send(gone, late);

            topics.answer(gone, TunnelDeprovisioned.class);
            assertThat(topics.answer(late, TunnelProvisioningFailed.class).reason()).isEqualTo(TunnelFailure.SUPERSEDED);
            byHand.assertNothingStands(model);
        }

        @Test
        void shouldAnswerEachOnce_whenManyCommandsOfOneModelComeAtOnce() {
            var model = modelId();
            var one = provision(model, 1);
            var two = rotate(model);
            var three = deprovision(model);
            var four = provision(model, 2);
            var five = rotate(model);
            var six = rotate(model);

            topics.send(one, two, three, four, five, six);

            Stream.of(one, two, three, four, five).forEach(topics::answer);
            var last = topics.answer(six, TunnelRotated.class);
            byHand.assertStands(model);
            assertThat(secret(last)).isEqualTo(byHand.tunnel(model).secret().base64());
        }
    }
}
