package io.trestle.clientapi.registration;

import static io.trestle.clientapi.ProblemAssert.assertThatProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;

import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trestle.clientapi.AdapterSide;
import io.trestle.clientapi.Api;
import io.trestle.clientapi.Database;
import io.trestle.clientapi.ServiceUnderTest;
import io.trestle.clientapi.signature.SignatureMother;
import io.trestle.engines.quarkus.EnginesTestResource;
import io.trestle.model.problem.ProblemType;

/** Calls that only the existing client makes. */
@QuarkusTest
@WithTestResource(value = EnginesTestResource.class, initArgs = @ResourceArg(name = "kafka", value = "private"))
@WithTestResource(ServiceUnderTest.class)
class ExistingClientTest {

    private final Api api = Api.local();

    @BeforeEach
    void answerNormally() {
        AdapterSide.shared().answerNormally();
    }

    @Nested
    class Heartbeat {

        private static final String PATH = "/pc/client-api/heartbeat";

        @Test
        void shouldBeShownWithTheModel() {
            var id = api.registered();
            var answer = api.call().body("{\"model_id\":\"" + id + "\",\"timestamp\":1764547200,\"status\":\"active\"}").post(PATH);
            answer.then().statusCode(200).body("httpStatus", is(200)).body("data.modelId", is(id)).body("data.status", is("active"));
            api.show(id).then().body("data.heartbeatStatus", is("active")).body("data.heartbeatAt", notNullValue());
        }

        @Test
        void shouldBe404_whenTheModelIsAnothers() {
            var id = api.registered();
            var other = Api.ofNewTenant("beat-" + UUID.randomUUID());
            assertThatProblem(other.call().body("{\"model_id\":\"" + id + "\"}").post(PATH)).is(ProblemType.NOT_FOUND);
        }

        @ParameterizedTest
        @ValueSource(strings = {"{}", "{\"model_id\":null}", "{\"model_id\":\"\"}", "[]", "{\"model_id\":\"x\",\"status\":\"\"}"})
        void shouldSayWhatIsWrong(String body) {
            assertThat(api.call().body(body).post(PATH).statusCode()).isIn(404, 422);
        }
    }

    @Nested
    class Pull {

        @Test
        void shouldGiveEverythingAgain_andNoteIt() {
            var signature = SignatureMother.seed();
            var id = api.registered(signature);
            var issues = Database.select("SELECT id FROM credential_issue WHERE model_id = ?", id).size();
            var pulled = api.call().get("/pc/client-api/projects/" + id + "/pull");
            pulled.then().statusCode(200).body("httpStatus", is(200))
                    .body("data.tunnelConfig.tunnel", notNullValue())
                    .body("data.tunnelConfig.ingress[1].service", is("http_status:404"))
                    .body("data.tunnelCredential.TunnelSecret", notNullValue())
                    .body("data.tunnelCredential.token", notNullValue());
            assertThat(pulled.jsonPath().getList("data.signature.inputs")).hasSize(signature.path("inputs").size());
            assertThat(Database.select("SELECT id FROM credential_issue WHERE model_id = ?", id)).hasSize(issues + 1);
        }

        @Test
        void shouldBe404_whenTheModelIsAnothers() {
            var id = api.registered();
            var other = Api.ofNewTenant("pull-" + UUID.randomUUID());
            assertThatProblem(other.call().get("/pc/client-api/projects/" + id + "/pull")).is(ProblemType.NOT_FOUND);
        }

        @Test
        void shouldSayWhy_whenThereIsNoCredential() {
            var id = api.registered();
            api.remove(id);
            assertThatProblem(api.call().get("/pc/client-api/projects/" + id + "/pull")).is(ProblemType.TUNNEL_NOT_READY);
        }
    }
}
