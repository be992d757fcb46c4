package io.trestle.clientapi.registration;

import static io.restassured.RestAssured.given;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trestle.clientapi.AdapterSide;
import io.trestle.clientapi.ServiceUnderTest;
import io.trestle.engines.quarkus.EnginesTestResource;

@QuarkusTest
@WithTestResource(EnginesTestResource.class)
@WithTestResource(ServiceUnderTest.class)
class RegistrationTest {

    static AdapterSide adapter;

    @BeforeAll
    static void start() {
        adapter = new AdapterSide();
    }

    @AfterAll
    static void stop() {
        adapter.close();
    }

    @Test
    void first() {
        for (var path : new String[]{"", "/"}) {
            given().header("X-API-KEY", ServiceUnderTest.LOCAL_KEY).contentType("application/json")
                    .body("{\"inputs\":[],\"outputs\":\"str\"}")
                    .post("/pc/client-api/predict_signature" + path)
                    .then().log().all().statusCode(200);
        }
    }
}
