package io.trestle.comfy.seedapi;

import static io.trestle.comfy.Bridge.color;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.trestle.comfy.Bridge;
import io.trestle.comfy.BridgeTestResource;
import io.trestle.comfy.Fleet;
import io.trestle.engines.quarkus.EnginesTestResource;

/** The commands that the original's page prints, as curl sends them; with and without a slash at the end. */
@QuarkusTest
@WithTestResource(EnginesTestResource.class)
@WithTestResource(BridgeTestResource.class)
class SeedCommandsTest {

    private Fleet fleet;

    @BeforeEach
    void start() {
        fleet = new Fleet();
        fleet.add();
    }

    @AfterEach
    void stop() {
        fleet.close();
    }

    /** The head that curl sends, and then nothing more: also {@code curl -X POST} without data has no Content-Length. */
    private static String curl(String method, String target, String... more) throws IOException {
        var request = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + RestAssured.port
                + "\r\nUser-Agent: curl/7.88.1\r\nAccept: */*\r\nConnection: close\r\n");
        var body = more.length == 0 ? "" : more[more.length - 1];
        for (var i = 0; i < more.length - 1; i++) {
            request.append(more[i]).append("\r\n");
        }
        if (!body.isEmpty()) {
            request.append("Content-Length: ").append(body.getBytes(StandardCharsets.UTF_8).length).append("\r\n");
        }
        return raw(request + "\r\n" + body);
    }

    private static String raw(String request) throws IOException {
        try (var socket = new Socket("127.0.0.1", RestAssured.port)) {
            socket.setSoTimeout((int) Fleet.PATIENCE.toMillis());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    @Test
    void shouldWorkAsPrinted() throws IOException {
        assertThat(body(curl("GET", "/workflow-list"))).contains("\"tiny\"");
        assertThat(body(curl("GET", "/workflow-info?workflow=tiny"))).contains("\"1/color\"");
        var upload = curl("POST", "/upload", "Content-Type: multipart/form-data; boundary=----b",
                "------b\r\nContent-Disposition: form-data; "
                        + "name=\"photo\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\nx\r\n------b--\r\n");
        assertThat(body(upload)).contains("\"photo\":\"").contains("_a.png");
        var client = Bridge.clientId();
        assertThat(body(curl("POST", "/generate-based-workflow?clientId=" + client, "Content-Type: application/json",
                "{\n  \"workflow\": \"tiny\", \n  \"1/color\": " + color() + "\n  }"))).matches("\\{\"detail\":\"queued / \\d+\"}");
        await().atMost(Fleet.PATIENCE).until(() -> body(curl("GET", "/execution-info?clientId=" + client)).contains("Execution is done"));
        assertThat(curl("GET", "/history?clientId=" + client)).contains("multipart/form-data; boundary=----").contains("name=\"result_0\"");
        assertThat(body(curl("GET", "/generation-count"))).matches("\\d+");
        assertThat(body(curl("POST", "/free"))).isEqualTo("{\"detail\":\"server memory free now / ALL\"}");
        assertThat(body(curl("POST", "/free?clientId=" + client))).isEqualTo("{\"detail\":\"server memory free now / " + client + "\"}");
        assertThat(body(curl("POST", "/interrupt?clientId=" + client)))
                .isEqualTo("{\"detail\":\"interrupted that clientId will be ignored. / " + client + "\"}");
    }

    @Test
    void shouldWorkWithASlashAtTheEnd() throws IOException {
        assertThat(curl("GET", "/workflow-list/")).startsWith("HTTP/1.1 200");
        assertThat(curl("GET", "/generation-count/")).startsWith("HTTP/1.1 200");
        assertThat(curl("POST", "/free/")).startsWith("HTTP/1.1 200");
        assertThat(curl("GET", "/history/?clientId=never-seen")).startsWith("HTTP/1.1 204");
        assertThat(curl("GET", "/execution-info/?clientId=never-seen")).startsWith("HTTP/1.1 400");
    }
}
