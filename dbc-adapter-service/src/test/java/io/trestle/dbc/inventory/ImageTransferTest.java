package io.trestle.dbc.inventory;

import static io.restassured.RestAssured.given;
import static io.trestle.dbc.DbcSimulatorResource.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.trestle.dbc.DbcSimulatorResource;
import io.trestle.engines.quarkus.EnginesTestResource;
import io.trestle.simulators.dbc.NodeSpec;

/** Images on nodes and servers, and their way between them. */
@QuarkusTest
@WithTestResource(EnginesTestResource.class)
@WithTestResource(DbcSimulatorResource.class)
class ImageTransferTest {

    private static final String SERVER = "ID_1";

    private static Response transfer(int node, String direction, String image, String directory) {
        given().contentType("application/json").body(Map.of("name", "images", "node_id", node(node), "key", NodeSpec.LOCAL_RENTER_KEY))
                .post("/credentials");
        var body = new HashMap<>(Map.of("credential", "images", "image_server", SERVER, "image_filename", image));
        if (directory != null) {
            body.put("local_dir", directory);
        }
        return given().contentType("application/json").body(body).post("/nodes/" + node(node) + "/images/" + direction);
    }

    @Test
    void shouldListServersAndImages_whenAsked() {
        assertThat(given().get("/images/servers").asString()).contains(SERVER);
        assertThat(given().get("/images/servers/" + SERVER).jsonPath().getList("images")).contains("ubuntu.qcow2");
        assertThat(given().get("/nodes/" + node(37) + "/images").jsonPath().getList("images")).contains("ubuntu.qcow2");
    }

    @Test
    void shouldBeSentAndFetched_whenTheRenterAsks() {
        assertThat(transfer(37, "upload", "ubuntu-2004.qcow2", null).statusCode()).isEqualTo(202);
        // one transfer of an image at a time: the node refuses the second until the first is over
        await().atMost(Duration.ofSeconds(60)).until(() -> transfer(37, "download", "ubuntu-2004.qcow2", "/data").statusCode() == 202);
    }

    @Test
    void shouldTellTheNodesReason_whenItRefuses() {
        var answer = transfer(38, "upload", "missing.qcow2", null);
        assertThat(answer.statusCode()).as(answer.asString()).isBetween(400, 499);
        assertThat(answer.asString()).contains("not exist");
    }

    @ParameterizedTest
    @CsvSource({"../etc/passwd,/data", "ubuntu.qcow2;reboot,/data", "-e.qcow2,/data", "ubuntu.qcow2,/data;rm -rf", "ubuntu.qcow2,../..",
            "ubuntu.qcow2,$(id)"})
    void shouldSendNothing_whenAWordCouldReachAShell(String image, String directory) {
        var answer = transfer(39, "download", image, directory);
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(422);
        assertThat(given().get("/nodes/" + node(39)).statusCode()).isEqualTo(200);
    }
}
