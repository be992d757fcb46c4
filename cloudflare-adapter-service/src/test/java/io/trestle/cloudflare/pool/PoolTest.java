package io.trestle.cloudflare.pool;

import static io.restassured.RestAssured.given;
import static io.trestle.cloudflare.TunnelCommandMother.TENANT;
import static io.trestle.cloudflare.TunnelCommandMother.credential;
import static io.trestle.cloudflare.TunnelCommandMother.deprovision;
import static io.trestle.cloudflare.TunnelCommandMother.provision;
import static io.trestle.cloudflare.TunnelCommandMother.publicKey;
import static io.trestle.cloudflare.TunnelCommandMother.rotate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.trestle.cloudflare.CloudflareByHand;
import io.trestle.cloudflare.CloudflareTestResource;
import io.trestle.cloudflare.TokenIssuer;
import io.trestle.cloudflare.TunnelTopics;
import io.trestle.engines.quarkus.EnginesTestResource;
import io.trestle.model.tunnel.OwnedTunnelEvent;
import io.trestle.model.tunnel.ProvisionTunnel;
import io.trestle.model.tunnel.TunnelDeprovisioned;
import io.trestle.model.tunnel.TunnelFailure;
import io.trestle.model.tunnel.TunnelPooled;
import io.trestle.model.tunnel.TunnelProvisioned;
import io.trestle.model.tunnel.TunnelProvisioningFailed;
import io.trestle.model.tunnel.TunnelRotated;
import io.trestle.simulators.Fault;
import io.trestle.simulators.FaultKind;
import io.trestle.simulators.cloudflare.CloudflareSimulator;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;

/** The service with two tunnels ahead. */
@QuarkusTest
@TestProfile(PoolTest.TwoAhead.class)
@WithTestResource(EnginesTestResource.class)
@WithTestResource(CloudflareTestResource.class)
class PoolTest {

    private static final int SIZE = 2;
    /** What wakes no worker is found after a minute. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /** Drawn, as client-api draws: each once. */
    private static final Set<String> DRAWN = new HashSet<>();
    private static TunnelTopics topics;

    @Inject
    Pool pool;

    CloudflareSimulator cloudflare;
    CloudflareByHand byHand;

    public static final class TwoAhead implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("trestle.cloudflare.pool.size", "" + SIZE, "trestle.cloudflare.tunnel.longest-pause", "1s",
                    "trestle.cloudflare.circuit-pause", "1s");
        }
    }

    @BeforeAll
    static void open() {
        topics = new TunnelTopics();
    }

    @AfterAll
    static void close() {
        topics.close();
    }

    @BeforeEach
    void fill() {
        byHand = new CloudflareByHand(cloudflare);
        await().atMost(PATIENCE).until(() -> count("pooling = 'OFFERED' AND state = 'PROVISIONED' AND drift IS NULL") == SIZE);
    }

    @AfterEach
    void noRequestBrokeTheContract() {
        cloudflare.faults().clear();
        assertThat(cloudflare.journal().violations()).isEmpty();
    }

    private static String drawn() {
        return await().atMost(PATIENCE).until(() -> topics.pooled().stream().map(TunnelPooled::modelId)
                .filter(id -> !DRAWN.contains(id)).reduce((first, last) -> last).filter(DRAWN::add).orElse(null), id -> id != null);
    }

    private long count(String condition) {
        return pool.query("SELECT count(*) FROM tunnel WHERE " + condition).execute().subscribeAsCompletionStage().join().iterator().next()
                .getLong(0);
    }

    private void cutCloudflareOff() {
        cloudflare.faults().add(Fault.of(FaultKind.RESET).always());
    }

    private void awaitLabel(String model, String label) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(byHand.record(model).comment()).isEqualTo(label));
    }

    private static String labelOf(String model) {
        return "mgd:trestle;m=" + model + ";g=1;t=" + TENANT;
    }

    private void awaitLabelled(String model) {
        awaitLabel(model, labelOf(model));
        await().atMost(PATIENCE).until(() -> count("model_id = '" + model + "' AND pooling IS NULL") == 1);
    }

    @Nested
    class Offer {

        @Test
        void shouldStandUnderNobodysName_whenItIsOffered() {
            var model = drawn();

            byHand.assertStands(model);
            assertThat(byHand.record(model).comment()).isEqualTo("mgd:trestle;m=" + model + ";g=1;pool");
            given().header("Authorization", TokenIssuer.operator()).get("/tunnels/" + model).then().statusCode(200)
                    .body("status", equalTo("pooled")).body("tenant", nullValue());
            given().header("Authorization", TokenIssuer.user(TENANT)).get("/tunnels/" + model).then().statusCode(404);
            assertThat(topics.events(model)).allMatch(TunnelPooled.class::isInstance);
            DRAWN.remove(model);
        }

        @Test
        void shouldComeAgainInItsPlace_whenOneIsClaimed() {
            var command = provision(drawn());
            topics.send(command);
            topics.answer(command, TunnelProvisioned.class);

            var next = drawn();
            assertThat(next).isNotEqualTo(command.modelId());
            byHand.assertStands(next);
            DRAWN.remove(next);
        }
    }

    @Nested
    class Claim {

        @Test
        void shouldAnswerWithoutCloudflareAndLabelLater_whenCloudflareIsDown() {
            var command = provision(drawn());
            var tunnel = byHand.tunnel(command.modelId());
            cutCloudflareOff();

            topics.send(command);

            var answer = topics.answer(command, TunnelProvisioned.class);
            assertThat(answer.tunnelId()).isEqualTo(tunnel.id());
            assertThat(answer.hostname()).isEqualTo(CloudflareByHand.hostname(command.modelId()));
            assertThat(answer.service()).isEqualTo(command.service());
            assertThat(credential(answer.credential())).containsEntry("tunnelSecret", tunnel.secret().base64())
                    .containsEntry("tunnelId", tunnel.id());
            cloudflare.faults().clear();
            awaitLabelled(command.modelId());
            byHand.assertStands(command.modelId());
            assertThat(byHand.tunnel(command.modelId())).extracting("id", "secret").containsExactly(tunnel.id(), tunnel.secret());
            given().header("Authorization", TokenIssuer.user(TENANT)).get("/tunnels/" + command.modelId()).then().statusCode(200)
                    .body("status", equalTo("provisioned")).body("history.detail", hasItem("stood ready in the pool"));
        }

        @Test
        void shouldBelongToTheFirst_whenAnotherTenantAsksToo() {
            var first = provision(drawn());
            var other = new ProvisionTunnel(first.modelId(), "mallory", UUID.randomUUID().toString(), 1, first.service(), publicKey());

            topics.send(first, other);

            topics.answer(first, TunnelProvisioned.class);
            assertThat(topics.answer(other, TunnelProvisioningFailed.class).reason()).isEqualTo(TunnelFailure.NAME_TAKEN);
            awaitLabelled(first.modelId());
        }

        @Test
        void shouldRepairItFirst_whenItDriftedWhileItWaited() {
            var model = drawn();
            byHand.changeRecord(byHand.record(model).id(), new JsonObject().put("proxied", false));
            await().atMost(PATIENCE).until(() -> count("model_id = '" + model + "' AND drift IS NOT NULL") == 1);
            var command = provision(model);

            topics.send(command);

            topics.answer(command, TunnelProvisioned.class);
            byHand.assertStands(model);
            awaitLabelled(model);
        }

        @Test
        void shouldBeOrdinaryFromThereOn_whenRotatedRemovedAndRegisteredAnew() {
            var command = provision(drawn());
            var model = command.modelId();
            var rotation = rotate(model);
            var removal = deprovision(model);
            var anew = provision(model, 2);

            topics.send(command, rotation);
            var first = topics.answer(command, TunnelProvisioned.class);
            var rotated = topics.answer(rotation, TunnelRotated.class);
            assertThat(credential(rotated.credential()).get("tunnelSecret")).isEqualTo(byHand.tunnel(model).secret().base64())
                    .isNotEqualTo(credential(first.credential()).get("tunnelSecret"));
            topics.send(removal);
            topics.answer(removal, TunnelDeprovisioned.class);
            byHand.assertNothingStands(model);
            topics.send(anew);

            topics.answer(anew, TunnelProvisioned.class);
            byHand.assertStands(model);
            assertThat(count("model_id = '" + model + "' AND secret_pooled")).isZero();
        }
    }

    @Nested
    class Retire {

        @Test
        void shouldBeMadeInTheOrdinaryWay_whenAnOperatorRemovedWhatWasOffered() {
            var model = drawn();
            given().header("Authorization", TokenIssuer.operator()).delete("/tunnels/" + model).then().statusCode(202);
            await().atMost(PATIENCE).untilAsserted(() -> byHand.assertNothingStands(model));
            var command = provision(model);

            topics.send(command);

            topics.answer(command, TunnelProvisioned.class);
            byHand.assertStands(model);
            assertThat(byHand.record(model).comment()).isEqualTo(labelOf(model));
            assertThat(topics.events(model)).filteredOn(event -> !(event instanceof TunnelPooled)).allMatch(
                    event -> event instanceof OwnedTunnelEvent owned && owned.tenant().equals(TENANT));
        }
    }

    @Nested
    class Rebuild {

        @Test
        void shouldBeOfferedAgain_whenTheTableWasLost() {
            var model = drawn();
            var secret = byHand.tunnel(model).secret().base64();
            forget(model);

            rebuild(model);

            await().atMost(PATIENCE).until(() -> topics.events(model).size() == 2);
            var command = provision(model);
            topics.send(command);
            assertThat(credential(topics.answer(command, TunnelProvisioned.class).credential())).containsEntry("tunnelSecret", secret);
            awaitLabelled(model);
        }

        @Test
        void shouldStayItsTenants_whenItWasClaimed() {
            var command = provision(drawn());
            var model = command.modelId();
            topics.send(command);
            topics.answer(command, TunnelProvisioned.class);
            awaitLabelled(model);
            var secret = byHand.tunnel(model).secret().base64();
            forget(model);

            rebuild(model);

            given().header("Authorization", TokenIssuer.user(TENANT)).get("/tunnels/" + model).then().statusCode(200)
                    .body("status", equalTo("provisioned"));
            var again = provision(model);
            topics.send(again);
            assertThat(credential(topics.answer(again, TunnelProvisioned.class).credential())).containsEntry("tunnelSecret", secret);
        }

        private void rebuild(String model) {
            given().header("Authorization", TokenIssuer.operator()).post("/tunnels/rebuild").then().statusCode(200)
                    .body("restored", hasItem(model));
        }

        private void forget(String model) {
            for (var table : new String[]{"tunnel_step", "tunnel_request", "tunnel"}) {
                pool.query("DELETE FROM " + table + " WHERE model_id = '" + model + "'").execute().subscribeAsCompletionStage().join();
            }
        }
    }
}
