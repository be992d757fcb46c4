package io.trestle.runtime.identity;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.is;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import io.trestle.engines.quarkus.EnginesTestResource;

/** Who gets to a resource. What makes a credential right is {@link IdentityVerifierTest}'s. */
@QuarkusTest
@WithTestResource(EnginesTestResource.class)
@WithTestResource(value = TokenIssuerTestResource.class, scope = TestResourceScope.GLOBAL)
class IdentityFilterTest {

    TokenIssuer issuer;

    @Nested
    class Caller {

        @Test
        void shouldBeTheTenantOfTheToken() {
            bearer(issuer.token("acme", "user")).get("/sample/caller").then().statusCode(200).body(is("acme"));
        }

        @Test
        void shouldBeTheTenantOfTheApiKey() {
            given().header("X-API-KEY", "key-of-acme").get("/sample/caller").then().statusCode(200).body(is("acme"));
        }

        @Test
        void shouldBeTheTenantOfAKeyThatWasReadFromAFile(@TempDir Path directory) throws Exception {
            var file = Files.writeString(directory.resolve("api-key"), "key-of-acme \n");

            given().header("X-API-KEY", Files.readString(file).replace("\n", "")).get("/sample/caller").then().body(is("acme"));
        }

        @Test
        void shouldBeDenied_whenNothingSaysOtherwise() {
            given().get("/sample/caller").then().statusCode(401)
                    .header("WWW-Authenticate", "Bearer realm=\"trestle\"")
                    .contentType("application/problem+json")
                    .body("type", is("https://trestle.example/docs/errors.md#unauthenticated"));
        }

        @Test
        void shouldBeDenied_whenTheKeyIsInTheQuery() {
            given().queryParam("X-API-KEY", "key-of-acme").queryParam("api_key", "key-of-acme")
                    .queryParam("access_token", issuer.token("acme"))
                    .get("/sample/caller").then().statusCode(401);
        }

        @Test
        void shouldBeDenied_whenTheTokenIsForged() {
            bearer(TokenIssuer.unsigned("acme")).get("/sample/caller").then().statusCode(401)
                    .header("WWW-Authenticate", "Bearer realm=\"trestle\"");
        }

        @Test
        void shouldBeUnknown_whenTheKeysCannotBeLookedUp() {
            given().header("X-API-KEY", "database-away").get("/sample/caller").then().statusCode(503).header("Retry-After", is("5"));
        }

        @Test
        void shouldBeAskedBeforeTheBodyIsJudged() {
            given().body("{").contentType("application/json").post("/sample/private").then().statusCode(401);
        }
    }

    @Nested
    class AnonymousResource {

        @Test
        void shouldNeedNoCredentials() {
            given().get("/sample/items/1").then().statusCode(200);
        }

        @Test
        void shouldNotLookAtThem() {
            bearer("nonsense").get("/sample/items/1").then().statusCode(200);
        }
    }

    @Nested
    class OperatorResource {

        @Test
        void shouldServeAnOperator() {
            bearer(issuer.token("house", "operator")).get("/sample/operators").then().statusCode(200).body(is("house"));
            given().header("X-API-KEY", "key-of-operator").get("/sample/operators").then().statusCode(200).body(is("house"));
        }

        @Test
        void shouldRefuseAUser() {
            bearer(issuer.token("acme", "user")).get("/sample/operators").then().statusCode(403)
                    .body("type", is("https://trestle.example/docs/errors.md#forbidden"));
        }

        @Test
        void shouldRefuseNobodyWith401() {
            given().get("/sample/operators").then().statusCode(401);
        }
    }

    private static RequestSpecification bearer(String token) {
        return given().header("Authorization", "Bearer " + token);
    }
}
