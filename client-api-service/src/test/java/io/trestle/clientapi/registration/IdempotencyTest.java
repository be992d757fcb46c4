package io.trestle.clientapi.registration;

import static io.trestle.clientapi.ProblemAssert.assertThatProblem;
import static io.trestle.clientapi.RegisteredModelAssert.assertThatModel;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

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
import io.trestle.model.tunnel.ProvisionTunnel;
import io.trestle.model.tunnel.TunnelFailure;

/** {@code Idempotency-Key}: however often a request arrives, it is done once. */
@QuarkusTest
@WithTestResource(value = EnginesTestResource.class, initArgs = @ResourceArg(name = "kafka", value = "private"))
@WithTestResource(ServiceUnderTest.class)
class IdempotencyTest {

    private static final int REQUESTS = 20;

    private final AdapterSide adapter = AdapterSide.shared();
    private final Api api = Api.local();
    private final String key = UUID.randomUUID().toString();

    @AfterEach
    void answerNormally() {
        adapter.answerNormally();
    }

    private Response register(Api api, String body) {
        return api.call().header("Idempotency-Key", key).body(body).post(Api.SIGNATURES);
    }

    @Nested
    class Registration {

        @Test
        void shouldRegisterOnce_whenManyRequestsRace() {
            // given
            var pool = Executors.newFixedThreadPool(REQUESTS);
            var body = SignatureMother.seed().toString();
            var before = Integer.parseInt(Database.counts().get("model"));
            // when
            var racing = IntStream.range(0, REQUESTS)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> register(api, body), pool)).toList();
            var answers = racing.stream().map(CompletableFuture::join).toList();
            pool.shutdown();
            // then
            answers.forEach(answer -> assertThatModel(answer).isReady());
            assertThat(answers).extracting(Response::asString).containsOnly(answers.get(0).asString());
            assertThat(Integer.parseInt(Database.counts().get("model"))).isEqualTo(before + 1);
            assertThat(adapter.commandsOf(answers.get(0).jsonPath().getString("id"))).hasSize(1);
        }

        @Test
        void shouldGiveTheSameModel_whenBodyOnlyHasOtherWhiteSpace() {
            var first = register(api, SignatureMother.seed().toString());
            var again = register(api, SignatureMother.seed().toPrettyString());
            assertThat(again.asString()).isEqualTo(first.asString());
        }

        @Test
        void shouldRefuse_whenBodyIsAnotherOne() {
            register(api, SignatureMother.seed().toString()).then().statusCode(200);
            assertThatProblem(register(api, SignatureMother.document("", "str").toString())).is(ProblemType.IDEMPOTENCY_CONFLICT);
        }

        @Test
        void shouldRegisterForEach_whenTenantsUseTheSameKey() {
            var other = Api.ofNewTenant("idem-" + key.substring(0, 8));
            var mine = assertThatModel(register(api, SignatureMother.seed().toString())).isReady().id();
            assertThat(assertThatModel(register(other, SignatureMother.seed().toString())).isReady().id()).isNotEqualTo(mine);
        }

        @Test
        void shouldGiveTheSameFailure_whenTheFirstFailed() {
            // given
            adapter.on(ProvisionTunnel.class,
                    it -> List.of(TunnelEventMother.failed(it, TunnelFailure.HOSTNAME_TAKEN, "Somebody was first.")));
            var first = register(api, SignatureMother.seed().toString());
            // when
            adapter.answerNormally();
            // then
            assertThatProblem(register(api, SignatureMother.seed().toString())).is(ProblemType.HOSTNAME_TAKEN)
                    .has("id", first.jsonPath().getString("id"));
        }

        @Test
        void shouldWaitForTheSameTunnel_whenTheFirstIsStillWaiting() {
            // given
            adapter.on(ProvisionTunnel.class, it -> List.of());
            var id = assertThatModel(register(api, SignatureMother.seed().toString())).isPending("provisioning").id();
            // when
            adapter.send(TunnelEventMother.provisioned((ProvisionTunnel) adapter.commandsOf(id).get(0)));
            // then
            assertThat(assertThatModel(register(api, SignatureMother.seed().toString())).isReady().id()).isEqualTo(id);
        }

        @Test
        void shouldNotUseUpTheKey_whenRequestWasRefused() {
            assertThatProblem(register(api, "{}")).is(ProblemType.SIGNATURE_INVALID);
            assertThatModel(register(api, SignatureMother.seed().toString())).isReady();
        }

        @Test
        void shouldRegisterAnew_whenKeyHasExpired() {
            // given
            var first = assertThatModel(register(api, SignatureMother.seed().toString())).isReady().id();
            assertThat(Database.select("SELECT (expires_at - now() > interval '23 hours')::text FROM idempotency WHERE key = ?", key))
                    .containsExactly("true");
            // when
            Database.update("UPDATE idempotency SET expires_at = now() - interval '1 second' WHERE key = ?", key);
            // then
            assertThat(assertThatModel(register(api, SignatureMother.document("", "str").toString())).id()).isNotEqualTo(first);
        }

        @Test
        void shouldKeepNoSecret_withTheKey() {
            var id = assertThatModel(register(api, SignatureMother.seed().toString())).isReady().id();
            assertThat(Database.select("SELECT t::text FROM idempotency t WHERE key = ?", key)).singleElement().asString().contains(id)
                    .doesNotContain(TunnelEventMother.secret(id, "first"));
        }
    }

    @Nested
    class Update {

        @Test
        void shouldMakeOneVersion_whenRepeated() {
            // given
            var id = api.registered();
            var changed = SignatureMother.document("", "str").toString();
            // when
            var first = api.call().header("Idempotency-Key", key).body(changed).put(Api.SIGNATURES + "/" + id);
            var again = api.call().header("Idempotency-Key", key).body(changed).put(Api.SIGNATURES + "/" + id);
            // then
            assertThat(again.asString()).isEqualTo(first.asString());
            assertThat(first.jsonPath().getInt("data.version")).isEqualTo(2);
            assertThat(first.jsonPath().getString("data.compatibility.level")).isEqualTo("major");
        }

        @Test
        void shouldRefuse_whenTheKeyIsOfARegistration() {
            var id = assertThatModel(register(api, SignatureMother.seed().toString())).isReady().id();
            assertThatProblem(api.call().header("Idempotency-Key", key).body(SignatureMother.seed().toString())
                    .put(Api.SIGNATURES + "/" + id)).is(ProblemType.IDEMPOTENCY_CONFLICT);
        }
    }

    @Nested
    class Rotation {

        @Test
        void shouldRotateOnce_whenRepeated() {
            // given
            var id = api.registered();
            var path = Api.SIGNATURES + "/" + id + "/credential?rotate=true";
            // when
            var first = api.call().header("Idempotency-Key", key).post(path);
            var again = api.call().header("Idempotency-Key", key).post(path);
            // then
            assertThatModel(again).hasSecret(TunnelEventMother.secret(id, "rotated"));
            assertThat(again.asString()).isEqualTo(first.asString());
            assertThat(adapter.commandsOf(id)).hasSize(2);
        }
    }
}
