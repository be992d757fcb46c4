package io.trestle.clientapi.registration;

import static io.trestle.clientapi.ProblemAssert.assertThatProblem;
import static io.trestle.clientapi.RegisteredModelAssert.assertThatModel;
import static io.trestle.clientapi.signature.SignatureMother.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.trestle.clientapi.AdapterSide;
import io.trestle.clientapi.Api;
import io.trestle.clientapi.Database;
import io.trestle.clientapi.ServiceUnderTest;
import io.trestle.clientapi.TunnelEventMother;
import io.trestle.clientapi.signature.SignatureMother;
import io.trestle.engines.quarkus.EnginesTestResource;
import io.trestle.model.problem.ProblemType;
import io.trestle.model.tunnel.DeprovisionTunnel;
import io.trestle.model.tunnel.ProvisionTunnel;
import io.trestle.model.tunnel.RotateTunnel;
import io.trestle.model.tunnel.TunnelDeprovisioningFailed;
import io.trestle.model.tunnel.TunnelDrifted;
import io.trestle.model.tunnel.TunnelFailure;
import io.trestle.model.tunnel.TunnelHealth;
import io.trestle.model.tunnel.TunnelHealthChanged;
import io.trestle.model.tunnel.TunnelRotated;
import io.trestle.model.tunnel.TunnelRotationFailed;

/** A model after its registration: new versions, new credentials, removal, what the adapter observes, and who may see it. */
@QuarkusTest
@WithTestResource(value = EnginesTestResource.class, initArgs = @ResourceArg(name = "kafka", value = "private"))
@WithTestResource(ServiceUnderTest.class)
class ModelLifeTest {

    private final AdapterSide adapter = AdapterSide.shared();
    private final Api api = Api.local();

    @AfterEach
    void answerNormally() {
        adapter.answerNormally();
    }

    private static ObjectNode withSteps(int atMost) {
        var signature = SignatureMother.seed();
        ((ObjectNode) signature.at("/inputs/2/validation")).put("le", String.valueOf(atMost));
        return signature;
    }

    @Nested
    class Update {

        @ParameterizedTest
        @ValueSource(strings = {"PUT", "POST"})
        void shouldSayWhatBreaks_whenLessIsAccepted(String method) {
            // given
            var id = api.registered();
            // when
            var updated = api.call().body(withSteps(500).toString()).request(method, Api.SIGNATURES + "/" + id)
                    .then().statusCode(200).extract();
            // then
            var data = json(updated.asString()).path("data");
            assertThat(data.path("version").asInt()).isEqualTo(2);
            assertThat(data.path("compatibility").path("level").asText()).isEqualTo("major");
            assertThat(data.path("compatibility").path("counterexample"))
                    .isEqualTo(
                            json("{\"input\":{\"prompt\":\"a\",\"seed\":1,\"steps\":1000},\"problem\":\"'steps': value is above 500\"}"));
            assertThat(data.has("credential")).isFalse();
            assertThat(api.show(id).jsonPath().getList("data.versions.level")).containsExactly(null, "major");
        }

        @Test
        void shouldBeMinorOrPatchOrUnchanged_whenEverythingIsStillAccepted() {
            var id = api.registered();
            assertThat(api.update(id, withSteps(2000)).jsonPath().getString("compatibility.level")).isEqualTo("minor");
            var described = withSteps(2000);
            ((ObjectNode) described.at("/inputs/0/validation")).put("description", "another prompt");
            assertThat(api.update(id, described).jsonPath().getString("compatibility.level")).isEqualTo("patch");
            var same = api.update(id, described).jsonPath();
            assertThat(same.getString("compatibility.level")).isEqualTo("unchanged");
            assertThat(same.getInt("version")).isEqualTo(3);
        }

        @Test
        void shouldOnlyTell_whenItIsADryRun() {
            // given
            var id = api.registered();
            // when
            var told = api.call().body(withSteps(500).toString()).put(Api.SIGNATURES + "/" + id + "?dry_run=true").jsonPath();
            // then
            assertThat(told.getBoolean("dryRun")).isTrue();
            assertThat(told.getString("compatibility.level")).isEqualTo("major");
            assertThat(api.show(id).jsonPath().getInt("data.version")).isEqualTo(1);
        }

        @Test
        void shouldRefuseAndKeepTheOldOne_whenSignatureIsImpossible() {
            var id = api.registered();
            assertThatProblem(api.update(id, withSteps(-1))).is(ProblemType.SIGNATURE_IMPOSSIBLE);
            assertThat(api.show(id).jsonPath().getInt("data.version")).isEqualTo(1);
        }

        @Test
        void shouldServeOpenApi_ofTheVersionInForce() {
            var id = api.registered();
            api.update(id, withSteps(500)).then().statusCode(200);
            var document = api.call().get(Api.SIGNATURES + "/" + id + "/openapi.json").then().statusCode(200).extract().jsonPath();
            assertThat(document.getInt("components.schemas.Input.properties.steps.maximum")).isEqualTo(500);
            assertThat(document.getString("openapi")).isEqualTo("3.0.2");
        }
    }

    @Nested
    class Credential {

        @Test
        void shouldIssueAgainAndNoteIt() {
            // given
            var id = api.registered();
            // when
            var issued = api.credential(id);
            // then
            assertThatModel(issued).isReady();
            assertThat(Database.select("SELECT cause || ' ' || tenant FROM credential_issue WHERE model_id = ? ORDER BY issued_at", id))
                    .containsExactly("REGISTERED local", "REISSUED local");
        }

        @Test
        void shouldGiveANewSecret_whenRotated() {
            var id = api.registered();
            assertThatModel(api.rotate(id)).hasSecret(TunnelEventMother.secret(id, "rotated"));
            assertThatModel(api.credential(id)).hasSecret(TunnelEventMother.secret(id, "rotated"));
            assertThat(Database.select("SELECT cause FROM credential_issue WHERE model_id = ? ORDER BY issued_at", id))
                    .containsExactly("REGISTERED", "ROTATED", "REISSUED");
        }

        @Test
        void shouldAnswerLater_whenRotationIsSlow() {
            // given
            var id = api.registered();
            adapter.on(RotateTunnel.class, it -> List.of());
            // when
            assertThatModel(api.rotate(id)).isPending("rotating");
            // then
            assertThatProblem(api.rotate(id)).is(ProblemType.TUNNEL_NOT_READY).has("status", "rotating");
            assertThatProblem(api.credential(id)).is(ProblemType.TUNNEL_NOT_READY);
            adapter.send(TunnelEventMother.rotated((RotateTunnel) adapter.commandsOf(id).get(1)));
            await().until(() -> api.status(id).equals("ready"));
        }

        @Test
        void shouldKeepTheOldSecret_whenRotationFails() {
            // given
            var id = api.registered();
            adapter.on(RotateTunnel.class, it -> List.of(new TunnelRotationFailed(it.modelId(), it.tenant(), it.requestId(),
                    TunnelFailure.NOT_AUTHORIZED, "The token may not edit tunnels.")));
            // then
            assertThatProblem(api.rotate(id)).is(ProblemType.TUNNEL_PROVISIONING_FAILED).says("may not edit");
            assertThatModel(api.credential(id)).isReady();
        }

        @Test
        void shouldAllowRegistrationAgain_whenRotationFindsNoTunnel() {
            // given
            var id = api.registered();
            adapter.on(RotateTunnel.class, it -> List.of(
                    new TunnelRotationFailed(it.modelId(), it.tenant(), it.requestId(), TunnelFailure.NOT_FOUND, "It is not there.")));
            // then
            assertThatProblem(api.rotate(id)).is(ProblemType.CONFLICT);
            assertThat(api.status(id)).isEqualTo("failed");
            assertThatModel(api.update(id, SignatureMother.seed())).isReady();
        }
    }

    @Nested
    class ChangedAtTheAdapter {

        private ProvisionTunnel askedThere(String id) {
            var first = (ProvisionTunnel) adapter.commandsOf(id).get(0);
            return new ProvisionTunnel(id, first.tenant(), "http-" + UUID.randomUUID(), first.generation(), first.service(),
                    first.recipientKey());
        }

        private TunnelRotated rotatedThere(String id) {
            var asked = askedThere(id);
            return TunnelEventMother.rotated(new RotateTunnel(id, asked.tenant(), asked.requestId(), asked.recipientKey()));
        }

        @Test
        void shouldHandOutTheNewSecret_whenRotatedThere() {
            var id = api.registered();

            adapter.send(rotatedThere(id));

            await().untilAsserted(() -> assertThatModel(api.credential(id)).hasSecret(TunnelEventMother.secret(id, "rotated")));
        }

        @Test
        void shouldBeReadyAgain_whenRepairedThere() {
            // given
            var id = api.registered();
            adapter.on(RotateTunnel.class, it -> List.of(
                    new TunnelRotationFailed(it.modelId(), it.tenant(), it.requestId(), TunnelFailure.NOT_FOUND, "It is not there.")));
            api.rotate(id);
            await().until(() -> api.status(id).equals("failed"));
            // when
            adapter.send(TunnelEventMother.provisioned(askedThere(id)));
            // then
            await().until(() -> api.status(id).equals("ready"));
            assertThatModel(api.credential(id)).hasSecret(TunnelEventMother.secret(id, "first"));
        }

        @Test
        void shouldBeDeletedAndComeBack_whenRemovedThere() {
            var id = api.registered();
            var asked = askedThere(id);

            adapter.send(TunnelEventMother.deprovisioned(new DeprovisionTunnel(id, asked.tenant(), asked.requestId())));

            await().until(() -> api.status(id).equals("deleted"));
            assertThatModel(api.update(id, SignatureMother.seed())).isReady();
        }

        @Test
        void shouldWaitForItsOwnAnswer_whenItAskedToo() {
            // given
            var id = api.registered();
            adapter.on(RotateTunnel.class, it -> List.of());
            assertThatModel(api.rotate(id)).isPending("rotating");
            // when
            adapter.send(rotatedThere(id));
            adapter.send(TunnelEventMother.rotated((RotateTunnel) adapter.commandsOf(id).get(1)));
            // then
            await().until(() -> api.status(id).equals("ready"));
            assertThatModel(api.credential(id)).hasSecret(TunnelEventMother.secret(id, "rotated"));
        }
    }

    @Nested
    class Removal {

        @Test
        void shouldTearDownAndKeepHistory() {
            // given
            var id = api.registered();
            // when
            var removing = api.remove(id).then().statusCode(202).extract().jsonPath();
            // then
            assertThat(removing.getString("data.status")).isEqualTo("deleting");
            await().until(() -> api.status(id).equals("deleted"));
            api.remove(id).then().statusCode(200);
            assertThat(adapter.commandsOf(id)).hasSize(2);
            assertThat(api.show(id).jsonPath().getString("data.removedAt")).isNotNull();
            assertThat(api.call().get("/pc/client-api/models").jsonPath().getList("data.id")).doesNotContain(id);
            assertThat(Database.select("SELECT model_id FROM tunnel_credential WHERE model_id = ?", id)).isEmpty();
            assertThatProblem(api.credential(id)).is(ProblemType.TUNNEL_NOT_READY).has("status", "deleted");
        }

        @Test
        void shouldAnswerTheWaitingCall_whenModelIsDeletedMeanwhile() {
            // given
            adapter.on(ProvisionTunnel.class, it -> List.of());
            var before = adapter.commands().size();
            var waiting = CompletableFuture.supplyAsync(() -> api.register(SignatureMother.seed()));
            await().until(() -> adapter.commands().size() > before);
            var id = adapter.commands().get(before).modelId();
            // when
            api.remove(id).then().statusCode(202);
            // then
            assertThatProblem(waiting.join()).is(ProblemType.CONFLICT).has("reason", "superseded").says("deleted");
        }

        @Test
        void shouldSayWhatIsLeft_whenTeardownFails() {
            // given
            var id = api.registered();
            adapter.on(DeprovisionTunnel.class, it -> List.of(new TunnelDeprovisioningFailed(it.modelId(), it.tenant(), it.requestId(),
                    TunnelFailure.REJECTED, "The DNS record is left.")));
            // when
            api.remove(id).then().statusCode(202);
            // then
            await().until(() -> api.status(id).equals("deletion_failed"));
            assertThat(api.show(id).jsonPath().getString("data.error.detail")).isEqualTo("The DNS record is left.");
            // when
            adapter.answerNormally();
            api.remove(id).then().statusCode(202);
            // then
            await().until(() -> api.status(id).equals("deleted"));
        }

        @Test
        void shouldGiveTheNextGeneration_whenRegisteredAgain() {
            // given
            var id = api.registered();
            api.remove(id);
            await().until(() -> api.status(id).equals("deleted"));
            // when
            var again = api.update(id, SignatureMother.seed());
            // then
            assertThatModel(again).isReady();
            assertThat(adapter.commandsOf(id).get(2)).isInstanceOfSatisfying(ProvisionTunnel.class,
                    command -> assertThat(command.generation()).isEqualTo(2));
            assertThat(api.call().get("/pc/client-api/models").jsonPath().getList("data.id")).contains(id);
        }

        @Test
        void shouldRefuseAnUpdate_whileDeleting() {
            var id = api.registered();
            adapter.on(DeprovisionTunnel.class, it -> List.of());
            api.remove(id).then().statusCode(202);
            assertThatProblem(api.update(id, withSteps(500))).is(ProblemType.CONFLICT).has("status", "deleting");
        }
    }

    @Nested
    class Observations {

        @Test
        void shouldShowTheNewest_whenConnectorsChange() {
            // given
            var id = api.registered();
            // when
            adapter.send(new TunnelHealthChanged(id, "local", TunnelHealth.HEALTHY, 2, true, Instant.parse("2026-01-01T00:00:10Z")));
            adapter.send(new TunnelHealthChanged(id, "local", TunnelHealth.DOWN, 0, false, Instant.parse("2026-01-01T00:00:00Z")));
            adapter.send(new TunnelDrifted(id, "local", "The DNS record points elsewhere.", Instant.parse("2026-01-01T00:00:10Z")));
            // then
            await().until(() -> api.show(id).jsonPath().getString("data.drift") != null);
            var shown = api.show(id).jsonPath();
            assertThat(shown.getString("data.health.state")).isEqualTo("healthy");
            assertThat(shown.getInt("data.health.connectors")).isEqualTo(2);
            assertThat(shown.getBoolean("data.health.suspicious")).isTrue();
            assertThat(shown.getString("data.drift")).isEqualTo("The DNS record points elsewhere.");
        }
    }

    @Nested
    class OtherTenants {

        interface Call {
            Response on(Api api, String id);
        }

        static Stream<Call> calls() {
            return Stream.of(Api::show, Api::remove, Api::credential, Api::rotate, (api, id) -> api.update(id, SignatureMother.seed()),
                    (api, id) -> api.call().body(SignatureMother.seed().toString()).post(Api.SIGNATURES + "/" + id),
                    (api, id) -> api.call().body(SignatureMother.seed().toString()).put(Api.SIGNATURES + "/" + id + "?dry_run=true"),
                    (api, id) -> api.call().get(Api.SIGNATURES + "/" + id + "/openapi.json"));
        }

        @ParameterizedTest
        @MethodSource("calls")
        void shouldNotFindTheModel(Call call) {
            var id = api.registered();
            // the operator is a tenant like any other here
            assertThatProblem(call.on(Api.operator(), id)).is(ProblemType.NOT_FOUND);
            assertThat(api.status(id)).isEqualTo("ready");
            assertThat(Api.operator().call().get("/pc/client-api/models").jsonPath().getList("data.id")).doesNotContain(id);
        }
    }
}
