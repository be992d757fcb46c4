package io.trestle.dbc.dropin;

import static io.restassured.RestAssured.given;
import static io.trestle.dbc.DbcSimulatorResource.node;
import static io.trestle.dbc.Renters.LOCAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.Test;

import io.restassured.response.Response;
import io.trestle.dbc.Renters;
import io.trestle.dbc.dropin.PublishedApi.PublishedCall;

/** Each request of the published description, as it is printed there: with its comments, and without the comma that it lacks. */
abstract class PublishedCalls {

    private Map<String, Object> session = Map.of();

    @Test
    void shouldBeAllOfThem_whenTheDescriptionIsRead() {
        assertThat(PublishedApi.calls()).extracting(PublishedCall::name).containsExactly("/mining_nodes", "/mining_nodes/session_id",
                "/tasks/start", "/tasks/*", "/tasks", "/tasks/stop/*", "/tasks/start/*", "/tasks/delete/*", "/tasks/restart/*",
                "/tasks/restart/*?force_reboot=true", "/tasks/logs/*?flag=tail&line_num=10", "/tasks/modify/*", "/snapshot/*/create",
                "/snapshot/*", "/snapshot/*/*", "/images/servers", "/images", "/images", "/images", "/images/upload", "/images/upload",
                "/images/download");
    }

    @Test
    void shouldManageVms_whenSentAsPublished() {
        assertThat(ok("/mining_nodes", "").<String>path("message.gpu.gpu_count")).isEqualTo("16");
        login(ok("/mining_nodes/session_id", ""));
        String task = ok("/tasks/start", "").path("message.task_id");
        awaitStatus("/tasks/*", task, "running");
        assertThat(ok("/tasks", "").jsonPath().getList("message.task_id")).contains(task);
        assertThat(ok("/tasks/logs/*?flag=tail&line_num=10", task).jsonPath().getList("message.log_content")).isNotEmpty();
        for (var restart : List.of("/tasks/restart/*", "/tasks/restart/*?force_reboot=true")) {
            assertThat(ok(restart, task).<String>path("message")).isEqualTo("ok");
            awaitStatus("/tasks/*", task, "running");
        }
        ok("/tasks/stop/*", task);
        awaitStatus("/tasks/*", task, "closed");
        ok("/tasks/modify/*", task);
        Response modified = ok("/tasks/*", task);
        assertThat(modified.<String>path("message.ssh_port")).isEqualTo("5586");
        assertThat(modified.jsonPath().getList("message.disks.size")).containsExactly("350G", "10G", "10G");
        ok("/tasks/start/*", task);
        awaitStatus("/tasks/*", task, "running");
        ok("/tasks/delete/*", task);
        await().atMost(Duration.ofSeconds(30)).until(() -> published("/tasks/*", 0).stream()
                .allMatch(call -> post(call, task).<Integer>path("errcode") == -3));
    }

    @Test
    void shouldManageSnapshots_whenSentAsPublished() {
        var elsewhere = post(published("/mining_nodes/session_id", 0).get(0), "", node(1));
        login(elsewhere);
        // refused for as long as the node still sends or fetches the image, which another test asks of it
        String task = await().atMost(Duration.ofSeconds(30))
                .until(() -> post(published("/tasks/start", 0).get(0), "", node(1)).path("message.task_id"), Objects::nonNull);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> "running".equals(post(published("/tasks/*", 0).get(0), task, node(1)).path("message.status")));
        post(published("/tasks/stop/*", 0).get(0), task, node(1));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> "closed".equals(post(published("/tasks/*", 0).get(0), task, node(1)).path("message.status")));

        assertThat(ok("/snapshot/*/create", task).<String>path("message.snapshot_name")).isEqualTo("snap2");
        assertThat(ok("/snapshot/*", task).jsonPath().getList("message.snapshot_name")).containsExactly("snap2");
        assertThat(ok("/snapshot/*/*", task).<String>path("message.snapshot_name")).isEqualTo("snap2");
    }

    @Test
    void shouldManageImages_whenSentAsPublished() {
        login(post(published("/mining_nodes/session_id", 0).get(0), "", node(1)));

        assertThat(ok("/images/servers", "").jsonPath().getList("message.image_server")).contains("ID_1");
        for (var list : published("/images", 0)) {
            assertThat(summary(post(list, ""))).startsWith("200 0");
        }
        for (var upload : published("/images/upload", 0)) {
            assertThat(summary(post(upload, ""))).isEqualTo("200 0 ok");
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> summary(post(published("/images/download", 0).get(0), "")).equals("200 0 ok"));
    }

    private void login(Response response) {
        String id = response.path("message.session_id");
        session = Map.of("session_id", id, "session_id_sign", LOCAL.sign(id));
    }

    private void awaitStatus(String name, String task, String status) {
        await().atMost(Duration.ofSeconds(30)).until(() -> status.equals(ok(name, task).path("message.status")));
    }

    private Response ok(String name, String task) {
        var response = post(published(name, 0).get(0), task);
        assertThat(summary(response)).as(name).startsWith("200 0");
        return response;
    }

    private static List<PublishedCall> published(String name, int skip) {
        return PublishedApi.calls().stream().filter(call -> call.name().equals(name)).skip(skip).toList();
    }

    private Response post(PublishedCall call, String task) {
        return post(call, task, null);
    }

    private Response post(PublishedCall call, String task, String otherNode) {
        var mine = call.with(task, session, Renters.wallet(LOCAL));
        var body = otherNode == null ? mine.body() : mine.body().replace(node(0), otherNode);
        return given().contentType("application/json").body(body.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .post("/api/v1" + mine.path());
    }

    private static String summary(Response response) {
        return response.statusCode() + " " + response.path("errcode") + " " + response.path("message");
    }
}
