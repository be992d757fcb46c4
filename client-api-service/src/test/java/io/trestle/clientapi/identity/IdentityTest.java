package io.trestle.clientapi.identity;

import static io.restassured.RestAssured.given;
import static io.trestle.clientapi.ProblemAssert.assertThatProblem;
import static io.trestle.clientapi.RegisteredModelAssert.assertThatModel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
import io.vertx.core.json.JsonObject;

@QuarkusTest
@WithTestResource(value = EnginesTestResource.class, initArgs = @ResourceArg(name = "kafka", value = "private"))
@WithTestResource(ServiceUnderTest.class)
class IdentityTest {

    private final AdapterSide adapter = AdapterSide.shared();
    private final Api operator = Api.operator();
    private final String tenant = "t-" + UUID.randomUUID().toString().substring(0, 8);

    @AfterEach
    void answerNormally() {
        adapter.answerNormally();
    }

    private static Response models(String header, String value) {
        return given().header(header, value).get("/pc/client-api/models");
    }

    private static String token(Api api) {
        return api.call().post("/identity/token").then().statusCode(200).extract().jsonPath().getString("access_token");
    }

    @Nested
    class Tenants {

        @Test
        void shouldCreateAndList() {
            operator.call().body("{\"id\":\"" + tenant + "\",\"name\":\"Somebody\"}").post("/identity/tenants").then().statusCode(201);
            assertThat(operator.call().get("/identity/tenants").jsonPath().getList("id")).contains("operator", "local", tenant);
        }

        @Test
        void shouldRefuse_whenIdIsTaken() {
            var response = operator.call().body("{\"id\":\"local\"}").post("/identity/tenants");
            assertThat(response.statusCode()).isEqualTo(409);
            assertThat(response.contentType()).startsWith("application/problem+json");
        }

        @ParameterizedTest
        @ValueSource(strings = {"{}", "null", "{\"id\":\"\"}", "{\"id\":\"Upper\"}", "{\"id\":\"-a\"}", "{\"id\":\"a/b\"}",
                "{\"id\":\"a\",\"name\":\" \"}"})
        void shouldRefuse_whenIdIsNoLabel(String body) {
            operator.call().body(body).post("/identity/tenants").then().statusCode(422);
        }

        @Test
        void shouldBeForOperatorsOnly() {
            Api.local().call().body("{\"id\":\"" + tenant + "\"}").post("/identity/tenants").then().statusCode(403);
            Api.local().call().get("/identity/tenants").then().statusCode(403);
        }
    }

    @Nested
    class Keys {

        @Test
        void shouldShowKeyOnceAndStoreItsHash() {
            // given
            var api = Api.ofNewTenant(tenant);
            // then
            assertThat(api.key()).startsWith("trk_").hasSize(47);
            assertThatModel(api.register(SignatureMother.seed())).isReady();
            var listed = api.call().get("/identity/api-keys").then().statusCode(200).extract();
            assertThat(listed.asString()).doesNotContain(api.key()).contains(api.key().substring(0, 8));
            assertThat(Database.dump()).doesNotContain(api.key());
        }

        @Test
        void shouldStopAtOnce_whenRevoked() {
            // given a key that was just used, and is therefore remembered
            var api = Api.ofNewTenant(tenant);
            models("X-API-KEY", api.key()).then().statusCode(200);
            var id = api.call().get("/identity/api-keys").jsonPath().getString("[0].id");
            // when
            api.call().delete("/identity/api-keys/" + id).then().statusCode(204);
            // then
            await().until(() -> models("X-API-KEY", api.key()).statusCode() == 401);
            assertThat(operator.call().get("/identity/api-keys?tenant=" + tenant).jsonPath().getString("[0].revokedAt")).isNotNull();
        }

        @Test
        void shouldNotBeThere_forOtherTenants() {
            var api = Api.ofNewTenant(tenant);
            var id = api.call().get("/identity/api-keys").jsonPath().getString("[0].id");
            Api.local().call().delete("/identity/api-keys/" + id).then().statusCode(404);
            Api.local().call().delete("/identity/api-keys/" + id + "?tenant=" + tenant).then().statusCode(404);
            Api.local().call().get("/identity/api-keys?tenant=" + tenant).then().statusCode(404);
            Api.local().call().body("{\"tenant\":\"" + tenant + "\"}").post("/identity/api-keys").then().statusCode(404);
            assertThat(Api.local().call().get("/identity/api-keys").asString()).doesNotContain(id);
            models("X-API-KEY", api.key()).then().statusCode(200);
        }

        @Test
        void shouldNotRaiseItself() {
            Api.local().call().body("{\"operator\":true}").post("/identity/api-keys").then().statusCode(403);
        }

        @ParameterizedTest
        @ValueSource(strings = {"wrong", "wrong-but-long-enough", "trk_", "test-local-key-000000", "test-local-key-00000011",
                "x'; DROP TABLE api_key;--"})
        void shouldRefuse_whenKeyIsWrong(String key) {
            assertThatProblem(models("X-API-KEY", key)).is(ProblemType.UNAUTHENTICATED);
        }

        @Test
        void shouldForgiveNewline_butTakeNoKeyFromTheUrl() {
            models("X-API-KEY", ServiceUnderTest.LOCAL_KEY + " ").then().statusCode(200);
            given().get("/pc/client-api/models?X-API-KEY=" + ServiceUnderTest.LOCAL_KEY).then().statusCode(401);
        }
    }

    @Nested
    class TokensAndServiceKeys {

        @Test
        void shouldIssueTokenThatWorks() {
            // when
            var token = token(Api.local());
            // then
            var claims = new JsonObject(new String(Base64.getUrlDecoder().decode(token.split("\\.")[1])));
            assertThat(claims.getString("sub")).isEqualTo("local");
            assertThat(claims.getJsonArray("groups").getList()).isEqualTo(List.of("user"));
            assertThat(claims.getString("iss")).isEqualTo("trestle");
            assertThat(claims.getLong("exp") - claims.getLong("iat")).isEqualTo(900);
            models("Authorization", "Bearer " + token).then().statusCode(200);
        }

        @Test
        void shouldIssueNoToken_forAToken() {
            given().header("Authorization", "Bearer " + token(Api.local())).post("/identity/token").then().statusCode(403);
            given().post("/identity/token").then().statusCode(401);
        }

        @Test
        void shouldRefuse_whenTokenIsChanged() {
            var parts = token(Api.local()).split("\\.");
            var claims = new JsonObject(new String(Base64.getUrlDecoder().decode(parts[1]))).put("sub", "operator").encode();
            var forged = parts[0] + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes()) + "." + parts[2];
            models("Authorization", "Bearer " + forged).then().statusCode(401);
        }

        @Test
        void shouldPublishPublicKeysOnly() {
            var keys = given().get("/.well-known/jwks.json").then().statusCode(200).extract().jsonPath();
            assertThat(keys.getList("keys.use")).contains("sig", "enc");
            assertThat(keys.getList("keys.d")).containsOnlyNulls();
            assertThat(keys.getList("keys.crv")).containsOnly("P-256");
        }

        @Test
        void shouldAcceptOldAndNewTokens_afterRotation() {
            // given
            var old = token(Api.local());
            // when
            var kid = operator.call().post("/identity/keys/sign/rotation").then().statusCode(200).extract().jsonPath().getString("kid");
            // then
            var present = token(Api.local());
            assertThat(new String(Base64.getUrlDecoder().decode(present.split("\\.")[0]))).contains(kid);
            models("Authorization", "Bearer " + old).then().statusCode(200);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> models("Authorization", "Bearer " + present).statusCode() == 200);
        }

        @Test
        void shouldReadCredentialsToTheOldKey_afterRotation() {
            // given a command that is under way while the key changes
            adapter.on(ProvisionTunnel.class, command -> {
                operator.call().post("/identity/keys/encrypt/rotation").then().statusCode(200);
                return List.of(TunnelEventMother.provisioned(command));
            });
            // then
            assertThatModel(Api.local().register(SignatureMother.seed())).isReady();
            assertThat(given().get("/.well-known/jwks.json").jsonPath().getList("keys.findAll { it.use == 'enc' }")).hasSize(1);
        }

        @Test
        void shouldRotateForOperatorsOnly() {
            Api.local().call().post("/identity/keys/sign/rotation").then().statusCode(403);
            operator.call().post("/identity/keys/other/rotation").then().statusCode(404);
        }
    }
}
