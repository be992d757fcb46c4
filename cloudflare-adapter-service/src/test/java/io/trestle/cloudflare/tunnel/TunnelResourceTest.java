package io.trestle.cloudflare.tunnel;

import static io.restassured.RestAssured.given;
import static io.trestle.cloudflare.TunnelCommandMother.TENANT;
import static io.trestle.cloudflare.TunnelCommandMother.credential;
import static io.trestle.cloudflare.TunnelCommandMother.deprovision;
import static io.trestle.cloudflare.TunnelCommandMother.modelId;
import static io.trestle.cloudflare.TunnelCommandMother.provision;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.oneOf;

import java.time.Duration;
import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.trestle.cloudflare.CloudflareByHand;
import io.trestle.cloudflare.CloudflareTestResource;
import io.trestle.cloudflare.TokenIssuer;
import io.trestle.cloudflare.TunnelTopics;
import io.trestle.engines.quarkus.EnginesTestResource;
import io.trestle.model.tunnel.TunnelDeprovisioned;
import io.trestle.model.tunnel.TunnelDrifted;
import io.trestle.model.tunnel.TunnelHealth;
import io.trestle.model.tunnel.TunnelHealthChanged;
import io.trestle.model.tunnel.TunnelProvisioned;
import io.trestle.model.tunnel.TunnelProvisioningFailed;
import io.trestle.model.tunnel.TunnelRotated;
import io.trestle.simulators.cloudflare.CloudflareSimulator;
import io.trestle.simulators.cloudflare.tunnel.NewConnector;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;

@QuarkusTest
@WithTestResource(EnginesTestResource.class)
@WithTestResource(CloudflareTestResource.class)
class TunnelResourceTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static TunnelTopics topics;

    @Inject
    Pool pool;

    CloudflareSimulator cloudflare;
    CloudflareByHand byHand;

    @BeforeAll
    static void open() {
        topics = new TunnelTopics();
    }

    @AfterAll
    static void close() {
        topics.close();
    }

    @BeforeEach
    void watch() {
        byHand = new CloudflareByHand(cloudflare);
    }

    private static String provisioned() {
        var command = provision(modelId());
        topics.send(command);
        topics.answer(command, TunnelProvisioned.class);
        return command.modelId();
    }

    private static ValidatableResponse get(String path, String as) {
        return given().header("Authorization", as).get(path).then();
    }

    private static String ask(String method, String path) {
        return given().header("Authorization", TokenIssuer.user(TENANT)).request(method, path).then().statusCode(202)
                .extract().path("requestId");
    }

    private <T> T heard(String model, Class<T> type) {
        await().atMost(PATIENCE).until(() -> topics.events(model).stream().anyMatch(type::isInstance));
        return topics.events(model).stream().filter(type::isInstance).map(type::cast).reduce((first, last) -> last).orElseThrow();
    }

    @Nested
    class Get {

        @Test
        void shouldShowStateConfigurationAndHistory_whenTheTunnelIsTheCallers() {
            var model = provisioned();

            get("/tunnels/" + model, TokenIssuer.user(TENANT)).statusCode(200)
                    .body("status", equalTo("provisioned")).body("tunnelId", equalTo(byHand.tunnel(model).id()))
                    .body("hostname", equalTo(CloudflareByHand.hostname(model))).body("lastError", nullValue())
                    .body("ingress.service", equalTo(List.of("http://localhost:3009", "http_status:404")))
                    .body("history.step", equalTo(List.of("VERIFYING", "ENSURING_RECORD", "ENSURING_TUNNEL")))
                    .body("history.outcome", everyItem(equalTo("DONE")));
        }

        @Test
        void shouldSayWhy_whenProvisioningFailed() {
            var command = provision(modelId());
            byHand.createTunnel(command.modelId());
            topics.send(command);
            topics.answer(command, TunnelProvisioningFailed.class);

            get("/tunnels/" + command.modelId(), TokenIssuer.operator()).statusCode(200)
                    .body("status", equalTo("failed")).body("lastError", containsString("not ours"))
                    .body("history.outcome", hasItem("NAME_TAKEN"));
        }

        @Test
        void shouldNotExist_whenTheTunnelIsAnothers() {
            var model = provisioned();

            get("/tunnels/" + model, TokenIssuer.user("mallory")).statusCode(404).body("type", endsWith("not-found"));
            get("/tunnels/" + modelId(), TokenIssuer.operator()).statusCode(404);
            for (var path : new String[]{"/repair", "/rotate"}) {
                given().header("Authorization", TokenIssuer.user("mallory")).post("/tunnels/" + model + path).then().statusCode(404);
            }
            given().header("Authorization", TokenIssuer.user("mallory")).delete("/tunnels/" + model).then().statusCode(404);
            byHand.assertStands(model);
        }

        @Test
        void shouldDemandCredentials_whenThereAreNone() {
            given().get("/tunnels").then().statusCode(401);
            given().header("Authorization", "Bearer nonsense").get("/tunnels").then().statusCode(401);
        }

        @Test
        void shouldNeverShowASecret_whenAnythingIsAskedFor() {
            var model = provisioned();

            var answer = get("/tunnels/" + model, TokenIssuer.operator()).extract().asString();

            assertThat(answer).doesNotContain(byHand.tunnel(model).secret().base64());
        }
    }

    @Nested
    class ListAll {

        @Test
        void shouldShowTheCallersOnly_whenTheCallerIsATenant() {
            var model = provisioned();

            get("/tunnels?limit=500", TokenIssuer.user(TENANT)).statusCode(200).body("tunnels.modelId", hasItem(model))
                    .body("tunnels.tenant", everyItem(equalTo(TENANT)));
            get("/tunnels", TokenIssuer.user("mallory")).statusCode(200).body("tunnels", empty());
        }

        @Test
        void shouldGoOnAfterThePage_whenThereIsMore() {
            provisioned();
            provisioned();

            var first = get("/tunnels?limit=1", TokenIssuer.operator()).statusCode(200).extract().<String>path("after");
            get("/tunnels?limit=1&after=" + first, TokenIssuer.operator()).statusCode(200).body("tunnels[0].modelId", greaterThan(first));
            get("/tunnels?limit=0", TokenIssuer.operator()).statusCode(oneOf(400, 422));
        }
    }

    @Nested
    class Ask {

        @Test
        void shouldSetRecordAndTunnelRight_whenRepaired() {
            var model = provisioned();
            byHand.deleteTunnel(byHand.tunnel(model).id());

            ask("POST", "/tunnels/" + model + "/repair");

            await().atMost(PATIENCE).untilAsserted(() -> byHand.assertStands(model));
            await().atMost(PATIENCE).until(() -> topics.events(model).stream().filter(TunnelProvisioned.class::isInstance).count() == 2);
        }

        @Test
        void shouldRotate_whenAsked() {
            var model = provisioned();
            var old = byHand.tunnel(model).secret();

            var request = ask("POST", "/tunnels/" + model + "/rotate");

            assertThat(heard(model, TunnelRotated.class).requestId()).isEqualTo(request);
            assertThat(byHand.tunnel(model).secret()).isNotEqualTo(old);
        }

        @Test
        void shouldRemoveAndThenRefuseMore_whenDeleted() {
            var model = provisioned();

            ask("DELETE", "/tunnels/" + model);

            heard(model, TunnelDeprovisioned.class);
            byHand.assertNothingStands(model);
            get("/tunnels/" + model, TokenIssuer.user(TENANT)).body("status", equalTo("absent"));
            given().header("Authorization", TokenIssuer.user(TENANT)).post("/tunnels/" + model + "/repair").then().statusCode(409);
        }
    }

    @Nested
    class Sweeps {

        @Test
        void shouldTellOfConnectors_whenTheyComeAndGo() {
            var model = provisioned();
            var connector = cloudflare.state().attachConnector(NewConnector.of(byHand.tunnel(model).id()).from("203.0.113.1"));

            await().atMost(PATIENCE).until(() -> heard(model, TunnelHealthChanged.class).health() == TunnelHealth.HEALTHY);
            assertThat(heard(model, TunnelHealthChanged.class).suspicious()).isFalse();
            get("/tunnels/" + model, TokenIssuer.user(TENANT)).body("connectors", equalTo(1));

            cloudflare.state().detachConnector(connector.id());
            await().atMost(PATIENCE).until(() -> heard(model, TunnelHealthChanged.class).health() == TunnelHealth.DOWN);
        }

        @Test
        void shouldSuspectAStolenToken_whenAnotherConnectorComesFromElsewhere() {
            var model = provisioned();
            var tunnel = byHand.tunnel(model).id();
            cloudflare.state().attachConnector(NewConnector.of(tunnel).from("203.0.113.1"));
            await().atMost(PATIENCE).until(() -> heard(model, TunnelHealthChanged.class).connectors() == 1);

            cloudflare.state().attachConnector(NewConnector.of(tunnel).from("198.51.100.66"));

            await().atMost(PATIENCE).until(() -> heard(model, TunnelHealthChanged.class).suspicious());
            get("/tunnels/" + model, TokenIssuer.user(TENANT)).body("suspicious", equalTo(true));
        }

        @Test
        void shouldTellOfTheRecord_whenSomebodyMovedIt() {
            var model = provisioned();
            byHand.changeRecord(byHand.record(model).id(), new JsonObject().put("content", "elsewhere.example.net"));

            assertThat(heard(model, TunnelDrifted.class).detail()).contains("elsewhere.example.net");
            get("/tunnels/drift", TokenIssuer.user(TENANT)).statusCode(200).body("drifted.modelId", hasItem(model));
            get("/tunnels/drift", TokenIssuer.user("mallory")).statusCode(200).body("drifted", empty());
        }

        @Test
        void shouldTellOfTheTunnelOnceAndForget_whenItIsGoneAndRepaired() {
            var model = provisioned();
            byHand.deleteTunnel(byHand.tunnel(model).id());

            assertThat(heard(model, TunnelDrifted.class).detail()).contains("gone");
            ask("POST", "/tunnels/" + model + "/repair");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> get("/tunnels/drift", TokenIssuer.user(TENANT)).body("drifted.modelId", not(hasItem(model))));
            assertThat(topics.events(model)).filteredOn(TunnelDrifted.class::isInstance).hasSize(1);
        }

        @Test
        void shouldReportAStray_whenOurRecordOutlivesItsModel() {
            var model = provisioned();
            var comment = byHand.record(model).comment();
            var gone = deprovision(model);
            topics.send(gone);
            topics.answer(gone, TunnelDeprovisioned.class);

            byHand.changeRecord(byHand.createRecord("CNAME", model, "elsewhere.example.net"), new JsonObject().put("comment", comment));

            await().atMost(PATIENCE)
                    .untilAsserted(() -> get("/tunnels/drift", TokenIssuer.user(TENANT)).body("strays.name",
                            hasItem(CloudflareByHand.hostname(model))));
        }
    }

    @Nested
    class Operators {

        @Test
        void shouldShowWhatIsLeft_whenAnOperatorLooksAtTheBudget() {
            get("/tunnels/budget", TokenIssuer.operator()).statusCode(200).body("limit", equalTo(CloudflareTestResource.CALLS))
                    .body("calls", greaterThan(0));
            get("/tunnels/budget", TokenIssuer.user(TENANT)).statusCode(403);
        }

        @Test
        void shouldRestoreTheTable_whenItWasLost() {
            var model = provisioned();
            var rotated = ask("POST", "/tunnels/" + model + "/rotate");
            await().atMost(PATIENCE).until(() -> heard(model, TunnelRotated.class).requestId().equals(rotated));
            var secret = byHand.tunnel(model).secret();
            forget(model);

            given().header("Authorization", TokenIssuer.user(TENANT)).post("/tunnels/rebuild").then().statusCode(403);
            given().header("Authorization", TokenIssuer.operator()).post("/tunnels/rebuild").then().statusCode(200)
                    .body("restored", hasItem(model));

            get("/tunnels/" + model, TokenIssuer.user(TENANT)).statusCode(200).body("status", equalTo("provisioned"))
                    .body("generation", equalTo(1)).body("rotation", equalTo(1));
            var again = provision(model);
            topics.send(again);
            var answer = topics.answer(again, TunnelProvisioned.class);
            assertThat(credential(answer.credential())).containsEntry("tunnelSecret", secret.base64());
        }

        private void forget(String model) {
            for (var table : new String[]{"tunnel_step", "tunnel_request", "tunnel"}) {
                pool.query("DELETE FROM " + table + " WHERE model_id = '" + model + "'").execute().subscribeAsCompletionStage().join();
            }
        }
    }
}
