package io.trestle.clientapi;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.trestle.clientapi.signature.SignatureMother;

/** The client API as a client with a key calls it. */
public record Api(String key) {

    public static final String SIGNATURES = "/pc/client-api/predict_signature";

    public static Api local() {
        return new Api(ServiceUnderTest.LOCAL_KEY);
    }

    public static Api operator() {
        return new Api(ServiceUnderTest.OPERATOR_KEY);
    }

    /** A client of a new tenant. */
    public static Api ofNewTenant(String tenant) {
        operator().call().body("{\"id\":\"" + tenant + "\"}").post("/identity/tenants").then().statusCode(201);
        var key = operator().call().body("{\"tenant\":\"" + tenant + "\"}").post("/identity/api-keys").then().statusCode(201).extract()
                .jsonPath().getString("key");
        return new Api(key);
    }

    public RequestSpecification call() {
        return given().header("X-API-KEY", key).contentType("application/json");
    }

    public Response register(JsonNode signature) {
        return call().body(signature.toString()).post(SIGNATURES);
    }

    /** @return the id of a model whose tunnel stands */
    public String registered() {
        return registered(SignatureMother.seed());
    }

    public String registered(ObjectNode signature) {
        return register(signature).then().statusCode(200).extract().jsonPath().getString("id");
    }

    public Response show(String id) {
        return call().get(SIGNATURES + "/" + id);
    }

    public Response update(String id, JsonNode signature) {
        return call().body(signature.toString()).put(SIGNATURES + "/" + id);
    }

    public Response remove(String id) {
        return call().delete(SIGNATURES + "/" + id);
    }

    public Response credential(String id) {
        return call().post(SIGNATURES + "/" + id + "/credential");
    }

    public Response rotate(String id) {
        return call().post(SIGNATURES + "/" + id + "/credential?rotate=true");
    }

    public String status(String id) {
        return show(id).then().statusCode(200).extract().jsonPath().getString("data.status");
    }
}
