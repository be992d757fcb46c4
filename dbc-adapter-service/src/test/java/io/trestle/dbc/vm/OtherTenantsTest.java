package io.trestle.dbc.vm;

import static io.restassured.RestAssured.given;
import static io.trestle.dbc.DbcSimulatorResource.issuer;
import static io.trestle.dbc.DbcSimulatorResource.node;
import static io.trestle.dbc.DbcSimulatorResource.simulator;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.trestle.dbc.DbcSimulatorResource;
import io.trestle.engines.quarkus.EnginesTestResource;
import io.trestle.simulators.dbc.NodeSpec;

/** A tenant sees and moves its own VMs and credentials only; another one's are as if they did not exist. */
@QuarkusTest
@WithTestResource(EnginesTestResource.class)
@WithTestResource(DbcSimulatorResource.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OtherTenantsTest {

    private String vm;
    private String credential;

    private static RequestSpecification owner() {
        return given().header("Authorization", issuer().user("owner")).contentType("application/json");
    }

    private static RequestSpecification stranger() {
        return given().header("Authorization", issuer().user("stranger")).contentType("application/json");
    }

    @BeforeEach
    void createVm() {
        if (vm != null) {
            return;
        }
        credential = owner().body(Map.of("name", "mine", "node_id", node(36), "key", NodeSpec.LOCAL_RENTER_KEY)).post("/credentials").then()
                .statusCode(201).extract().path("id");
        vm = owner().body(wanted()).post("/vms").then().statusCode(202).extract().path("id");
        owner().get("/vms/" + vm + "/wait?timeout=60&state=running").then().statusCode(200);
    }

    @AfterEach
    void assertThatItStillRuns() {
        assertThat(owner().get("/vms/" + vm).<String>path("state")).isEqualTo("running");
        assertThat(simulator().vms(node(36))).hasSize(1);
    }

    private static Map<String, Object> wanted() {
        return Map.of("node_id", node(36), "credential", "mine", "image_name", "ubuntu.qcow2", "gpu_count", 1, "cpu_cores", 2, "mem_size",
                4,
                "disk_size", 10);
    }

    @ParameterizedTest
    @CsvSource({"GET,", "DELETE,", "POST,/start", "POST,/stop", "POST,/restart", "POST,/modify", "GET,/login", "GET,/logs",
            "GET,/snapshots",
            "POST,/snapshots", "GET,/snapshots/s1", "GET,/wait", "GET,/events"})
    void shouldNotExist_whenAnotherTenantAsks(String method, String path) {
        var request = stranger();
        if (method.equals("POST")) {
            request.body(Map.of("new_cpu_cores", 4, "snapshot_name", "s1", "description", "d"));
        }
        Response answer = request.request(method, "/vms/" + vm + (path == null ? "" : path));
        assertThat(answer.statusCode()).as(answer.asString()).isIn(404, 422);
        assertThat(answer.statusCode() == 404 || path.matches("/modify|/snapshots")).isTrue();
        assertThat(answer.asString()).doesNotContain(node(36));
    }

    @Test
    void shouldListNothing_whenTheTenantHasNothing() {
        assertThat(stranger().get("/vms").jsonPath().getList("vms")).isEmpty();
        assertThat(stranger().get("/credentials").asString()).doesNotContain(credential);
        stranger().get("/credentials/" + credential).then().statusCode(404);
        stranger().delete("/credentials/" + credential).then().statusCode(404);
    }

    @Test
    void shouldNotLendACredential_whenAnotherTenantNamesIt() {
        Response answer = stranger().body(wanted()).post("/vms");
        assertThat(answer.statusCode()).as(answer.asString()).isIn(404, 422);
        assertThat(simulator().vms(node(36))).hasSize(1);
    }

    @Test
    void shouldRefuse_whenATokenIsNotTheIssuers() {
        var token = issuer().user("owner");
        given().header("Authorization", token.substring(0, token.length() - 4) + "AAAA").get("/vms").then().statusCode(401);
        given().header("Authorization", "Bearer none").get("/vms").then().statusCode(401);
    }
}
