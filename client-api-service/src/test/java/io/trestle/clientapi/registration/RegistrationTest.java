package io.trestle.clientapi.registration;

import static io.trestle.clientapi.ProblemAssert.assertThatProblem;
import static io.trestle.clientapi.RegisteredModelAssert.assertThatModel;
import static io.trestle.clientapi.signature.SignatureMother.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trestle.clientapi.AdapterSide;
import io.trestle.clientapi.Api;
import io.trestle.clientapi.Database;
import io.trestle.clientapi.ServiceUnderTest;
import io.trestle.clientapi.TunnelEventMother;
import io.trestle.clientapi.signature.SignatureMother;
import io.trestle.engines.quarkus.EnginesHandle;
import io.trestle.engines.quarkus.EnginesTestResource;
import io.trestle.engines.quarkus.InjectEngines;
import io.trestle.model.problem.ProblemType;
import io.trestle.model.tunnel.ProvisionTunnel;
import io.trestle.model.tunnel.TunnelFailure;
import io.trestle.model.tunnel.TunnelProvisioned;

@QuarkusTest
@WithTestResource(value = EnginesTestResource.class, initArgs = @ResourceArg(name = "kafka", value = "private"))
@WithTestResource(ServiceUnderTest.class)
class RegistrationTest {

    private final AdapterSide adapter = AdapterSide.shared();
    private final Api api = Api.local();

    @InjectEngines
    EnginesHandle engines;

    @AfterEach
    void answerNormally() {
        adapter.answerNormally();
    }

    @Nested
    class Success {

        @ParameterizedTest
        @ValueSource(strings = {Api.SIGNATURES, Api.SIGNATURES + "/"})
        void shouldGiveCredentialAndConfig_whenTunnelComesInTime(String path) {
            // when
            var response = api.call().body(SignatureMother.seed().toString()).post(path);
            // then
            assertThatModel(response).isReady();
            assertThat(response.jsonPath().getList("warnings")).isEmpty();
        }

        @Test
        void shouldAskForTheTunnelOnce_withOurKey() {
            // when
            var id = api.registered();
            // then
            assertThat(adapter.commandsOf(id)).singleElement().isInstanceOfSatisfying(ProvisionTunnel.class, command -> {
                assertThat(command.tenant()).isEqualTo("local");
                assertThat(command.generation()).isEqualTo(1);
                assertThat(command.service()).isEqualTo("http://localhost:3009");
                assertThat(json(command.recipientKey()).path("d").isMissingNode()).isTrue();
            });
        }

        @Test
        void shouldTakeNameAndService_whenTheyAreSent() {
            // given
            var signature = SignatureMother.seed().put("name", "Sprite painter").put("service", "http://127.0.0.1:5000");
            // when
            var registered = assertThatModel(api.register(signature));
            // then
            registered.hasConfig("http://127.0.0.1:5000");
            assertThat(api.show(registered.id()).jsonPath().getString("data.name")).isEqualTo("Sprite painter");
        }

        @Test
        void shouldWarn_whenConstraintsDoNotFit() {
            var signature = SignatureMother.document("{\"name\":\"prompt\",\"type\":\"str\",\"validation\":{\"ge\":\"0\"}}", "str");
            var warnings = api.register(signature).then().statusCode(200).extract().jsonPath();
            assertThat(warnings.getString("data.warnings[0].input")).isEqualTo("prompt");
            assertThat(warnings.getString("warnings[0].rule")).isEqualTo("not_applicable");
        }

        @Test
        void shouldShowModelWithoutSecret_afterwards() {
            // given
            var id = api.registered();
            // when
            var shown = api.show(id).then().statusCode(200).extract();
            // then
            var data = json(shown.asString()).path("data");
            assertThat(data.path("status").asText()).isEqualTo("ready");
            assertThat(data.path("hostname").asText()).isEqualTo(id + "." + TunnelEventMother.ZONE);
            assertThat(data.path("version").asInt()).isEqualTo(1);
            assertThat(data.path("signature")).isEqualTo(SignatureMother.seed());
            assertThat(shown.asString()).doesNotContain(TunnelEventMother.secret(id, "first"), "TunnelSecret", "token");
        }

        @ParameterizedTest
        @ValueSource(strings = {"GET", "POST"})
        void shouldListModel_whicheverWayIsAsked(String method) {
            var id = api.registered();
            var listed = api.call().request(method, "/pc/client-api/models").then().statusCode(200).extract().jsonPath();
            assertThat(listed.getInt("httpStatus")).isEqualTo(200);
            assertThat(listed.getString("data[0].id")).isEqualTo(id);
            assertThat(listed.getString("data[0].status")).isEqualTo("ready");
            assertThat(listed.getString("data[0].hostname")).startsWith(id);
            assertThat(listed.getMap("data[0]")).containsKeys("name", "createdAt");
        }
    }

    @Nested
    class Slow {

        @Test
        void shouldAnswerLater_whenTunnelTakesLongerThanTheWait() {
            // given
            adapter.on(ProvisionTunnel.class, command -> List.of());
            // when
            var pending = assertThatModel(api.register(SignatureMother.seed())).isPending("provisioning");
            // then
            var id = pending.id();
            assertThat(api.status(id)).isEqualTo("provisioning");
            assertThatProblem(api.credential(id)).is(ProblemType.TUNNEL_NOT_READY).has("status", "provisioning");
            // when
            adapter.send(TunnelEventMother.provisioned((ProvisionTunnel) adapter.commandsOf(id).get(0)));
            // then
            await().until(() -> api.status(id).equals("ready"));
            assertThatModel(api.credential(id)).isReady();
        }

        @Test
        void shouldWakeTheCaller_whenAnswerComesWhileItWaits() {
            // given
            adapter.on(ProvisionTunnel.class, command -> List.of());
            var before = adapter.commands().size();
            var waiting = CompletableFuture.supplyAsync(() -> api.register(SignatureMother.seed()));
            await().until(() -> adapter.commands().size() > before);
            // when
            adapter.send(TunnelEventMother.provisioned((ProvisionTunnel) adapter.commands().get(before)));
            // then
            assertThatModel(waiting.join()).isReady();
        }

        @Test
        void shouldProvisionInTheEnd_whenBrokerWasAwayAtTheCommit() {
            // given
            engines.kafka().pause();
            String id;
            try {
                id = assertThatModel(api.register(SignatureMother.seed())).isPending("provisioning").id();
                assertThat(Database.select("SELECT key FROM outbox")).contains(id);
            } finally {
                engines.kafka().resume();
            }
            // then
            await().atMost(Duration.ofSeconds(60)).until(() -> api.status(id).equals("ready"));
        }
    }

    @Nested
    class Failure {

        @ParameterizedTest
        @EnumSource(TunnelFailure.class)
        void shouldSayWhy_whenTunnelCannotBeHad(TunnelFailure reason) {
            // given
            adapter.on(ProvisionTunnel.class, command -> List.of(TunnelEventMother.failed(command, reason, "This stands in the way.")));
            // when
            var response = api.register(SignatureMother.seed());
            // then
            assertThatProblem(response).is(switch (reason) {
                case NAME_TAKEN -> ProblemType.NAME_TAKEN;
                case HOSTNAME_TAKEN -> ProblemType.HOSTNAME_TAKEN;
                case SUPERSEDED, NOT_FOUND -> ProblemType.CONFLICT;
                case INVALID_COMMAND, NOT_AUTHORIZED, QUOTA_EXCEEDED, REJECTED -> ProblemType.TUNNEL_PROVISIONING_FAILED;
            }).says("This stands in the way.").has("reason", reason.name().toLowerCase());
            var shown = api.show(response.jsonPath().getString("id")).jsonPath();
            assertThat(shown.getString("data.status")).isEqualTo("failed");
            assertThat(shown.getString("data.error.reason")).isEqualTo(reason.name().toLowerCase());
            assertThat(shown.getString("data.error.detail")).isEqualTo("This stands in the way.");
        }

        @ParameterizedTest
        @ValueSource(strings = {"not a jwe", "{}", ""})
        void shouldFailAndAllowAnotherTry_whenCredentialCannotBeRead(String credential) {
            // given
            adapter.on(ProvisionTunnel.class, it -> List.of(withCredential(it, credential)));
            var failed = api.register(SignatureMother.seed());
            assertThatProblem(failed).is(ProblemType.TUNNEL_PROVISIONING_FAILED).has("reason", "credential_unreadable");
            // when
            adapter.answerNormally();
            // then
            assertThatModel(api.update(failed.jsonPath().getString("id"), SignatureMother.seed())).isReady();
        }

        @Test
        void shouldFail_whenCredentialIsOfAnotherTunnel() {
            adapter.on(ProvisionTunnel.class,
                    it -> List.of(withCredential(it, TunnelEventMother.encrypted("another", "first", it.recipientKey()))));
            assertThatProblem(api.register(SignatureMother.seed())).has("reason", "credential_unreadable")
                    .says("belongs to another tunnel");
        }

        @Test
        void shouldFail_whenCredentialIsIncomplete() {
            adapter.on(ProvisionTunnel.class, it -> List.of(withCredential(it, TunnelEventMother.encrypted("{}", it.recipientKey()))));
            assertThatProblem(api.register(SignatureMother.seed())).has("reason", "credential_unreadable").says("not complete");
        }

        private TunnelProvisioned withCredential(ProvisionTunnel command, String credential) {
            var normal = TunnelEventMother.provisioned(command);
            return new TunnelProvisioned(normal.modelId(), normal.tenant(), normal.requestId(), normal.generation(), normal.tunnelId(),
                    normal.hostname(), normal.service(), credential);
        }
    }

    @Nested
    class Events {

        private static final String DEAD_LETTERS = "tunnel.events.v1.client-api-service.dlq";

        @Test
        void shouldChangeNothing_whenEventComesTwice() {
            // given
            var id = api.registered();
            var command = (ProvisionTunnel) adapter.commandsOf(id).get(0);
            var before = Database.select("SELECT t::text FROM tunnel t WHERE model_id = ?", id);
            // when the same fact comes again, under the same and under another event id
            var eventId = adapter.send(TunnelEventMother.provisioned(command));
            adapter.send(TunnelEventMother.provisioned(command), eventId);
            adapter.send(TunnelEventMother.failed(command, TunnelFailure.REJECTED, "too late"));
            // then
            assertThatModel(api.register(SignatureMother.seed())).isReady();
            assertThat(Database.select("SELECT t::text FROM tunnel t WHERE model_id = ?", id)).isEqualTo(before);
        }

        @Test
        void shouldKeepWhatCameLater_whenAnswersOvertakeEachOther() {
            // given a model that was deleted while its tunnel was made
            adapter.on(ProvisionTunnel.class, command -> List.of());
            var id = assertThatModel(api.register(SignatureMother.seed())).isPending("provisioning").id();
            api.remove(id).then().statusCode(202);
            await().until(() -> api.status(id).equals("deleted"));
            // when
            adapter.send(TunnelEventMother.provisioned((ProvisionTunnel) adapter.commandsOf(id).get(0)));
            // then
            adapter.answerNormally();
            assertThatModel(api.register(SignatureMother.seed())).isReady();
            assertThat(api.status(id)).isEqualTo("deleted");
            assertThat(Database.select("SELECT model_id FROM tunnel_credential WHERE model_id = ?", id)).isEmpty();
        }

        @Test
        void shouldGoToDeadLetters_whenModelIsUnknown() {
            var command = new ProvisionTunnel("unknown-model", "local", UUID.randomUUID().toString(), 1, "http://localhost:3009", "{}");
            adapter.send(TunnelEventMother.failed(command, TunnelFailure.REJECTED, "of another installation"));
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(adapter.records(DEAD_LETTERS)).anySatisfy(
                    record -> assertThat(record).contains("of another installation", "There is no model 'unknown-model'")));
        }

        @Test
        void shouldGoToDeadLetters_whenModelIsOfAnotherTenant() {
            // given
            var id = api.registered();
            var command = new ProvisionTunnel(id, "someone-else", UUID.randomUUID().toString(), 1, "http://localhost:3009", "{}");
            // when
            adapter.send(TunnelEventMother.failed(command, TunnelFailure.REJECTED, "forged"));
            // then
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(adapter.records(DEAD_LETTERS))
                    .anySatisfy(record -> assertThat(record).startsWith(id).contains("another tenant")));
            assertThat(api.status(id)).isEqualTo("ready");
        }

        @Test
        void shouldGoToDeadLettersAndGoOn_whenRecordIsPoison() {
            // when
            adapter.send("poison", "no json".getBytes(StandardCharsets.UTF_8), "io.trestle.tunnel.provisioned.v1", UUID.randomUUID());
            adapter.send("poison", "{}".getBytes(StandardCharsets.UTF_8), "io.trestle.tunnel.unheard-of.v1", UUID.randomUUID());
            // then
            assertThatModel(api.register(SignatureMother.seed())).isReady();
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(adapter.records(DEAD_LETTERS)).filteredOn(record -> record.startsWith("poison"))
                            .hasSize(2));
        }
    }
}
