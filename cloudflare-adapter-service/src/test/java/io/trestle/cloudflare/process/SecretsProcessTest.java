package io.trestle.cloudflare.process;

import static io.trestle.cloudflare.TunnelCommandMother.TENANT;
import static io.trestle.cloudflare.TunnelCommandMother.credential;
import static io.trestle.cloudflare.TunnelCommandMother.modelId;
import static io.trestle.cloudflare.TunnelCommandMother.provision;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.trestle.cloudflare.CloudflareTestResource;
import io.trestle.cloudflare.TokenIssuer;
import io.trestle.model.tunnel.TunnelProvisioned;
import io.trestle.simulators.Fault;
import io.trestle.simulators.FaultKind;
import io.trestle.simulators.cloudflare.api.CloudflareAccount;

/** Everything that comes out of a process that went through every saga and its troubles, with its log at DEBUG: no secret is in any of it. */
class SecretsProcessTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final SecretHunt hunt = new SecretHunt();
    private final Map<String, byte[]> material = new LinkedHashMap<>();

    @Test
    void shouldTellNoSecret_whenEverythingItSaysIsSearched() {
        try (var surroundings = new Surroundings();
                var gate = new CallGate(surroundings.simulator);
                var process = AdapterProcess.start(surroundings.configuration(gate, "quarkus.log.level", "DEBUG",
                        "trestle.cloudflare.sweep.enabled", "true", "trestle.cloudflare.call-timeout", "5s")).awaitReady();
                var database = new CommitGate(surroundings.environment)) {
            collectKnownSecrets(surroundings);

            for (var saga : Saga.values()) {
                run(saga, surroundings);
            }
            runWithTroubles(surroundings);
            var standing = modelId();
            ask(surroundings, process, standing);
            await().atMost(PATIENCE).until(database::isAnswered);

            collect(surroundings, process, database);
            material.forEach((name, bytes) -> assertThat(hunt.findIn(bytes)).as("secrets in " + name).isEmpty());
            assertThat(material).hasSizeGreaterThan(10);
            assertThat(process.log()).contains("DEBUG");
        }
    }

    private void collectKnownSecrets(Surroundings surroundings) {
        var account = CloudflareAccount.local();
        hunt.base64Secret("master key", CloudflareTestResource.MASTER_KEY).secret("account token", account.tunnelToken())
                .secret("zone token", account.dnsToken()).secret("database password", surroundings.environment.password());
    }

    private void run(Saga saga, Surroundings surroundings) {
        var model = modelId();
        if (saga.needsTunnel()) {
            provisioned(surroundings, model);
        }
        saga.prepare(model, surroundings.byHand);
        var command = saga.command(model);
        surroundings.topics.send(command);
        await().atMost(PATIENCE).until(() -> !surroundings.topics.answers(command).isEmpty());
        saga.verify(command, surroundings.topics, surroundings.byHand);
        collectTunnelSecrets(surroundings);
    }

    private void provisioned(Surroundings surroundings, String model) {
        var command = provision(model);
        surroundings.topics.send(command);
        await().atMost(PATIENCE).until(() -> !surroundings.topics.answers(command).isEmpty());
        var answer = surroundings.topics.answer(command, TunnelProvisioned.class);
        // The reader it is meant for does get it, so the hunt looks for what exists.
        assertThat(credential(answer.credential())).containsKey("tunnelSecret");
        collectTunnelSecrets(surroundings);
    }

    private void collectTunnelSecrets(Surroundings surroundings) {
        surroundings.simulator.state().tunnels()
                .forEach(tunnel -> hunt.base64Secret("secret of tunnel " + tunnel.id(), tunnel.secret().base64()));
    }

    /** Failures have messages of their own. */
    private void runWithTroubles(Surroundings surroundings) {
        for (var kind : new FaultKind[]{FaultKind.RESET, FaultKind.ERROR_PAGE, FaultKind.TRUNCATED_JSON, FaultKind.CUT_BODY}) {
            surroundings.simulator.faults().add(Fault.of(kind).afterEffect().on("POST", "/cfd_tunnel$"));
            surroundings.simulator.faults().add(Fault.of(kind).afterEffect().on("GET", "/token$"));
            run(Saga.PROVISION, surroundings);
        }
        var refused = modelId();
        surroundings.byHand.createTunnel(refused);
        surroundings.topics.send(provision(refused));
        surroundings.topics.sendGarbage(modelId(), "no command".getBytes(StandardCharsets.UTF_8));
    }

    private void ask(Surroundings surroundings, AdapterProcess process, String model) {
        provisioned(surroundings, model);
        var tenant = TokenIssuer.user(TENANT);
        var operator = TokenIssuer.operator();
        hunt.secret("a caller's token", tenant.substring("Bearer ".length())).secret("an operator's token",
                operator.substring("Bearer ".length()));
        for (var path : new String[]{"/tunnels", "/tunnels/" + model, "/tunnels/drift", "/tunnels/budget", "/tunnels/nothing",
                "/nothing"}) {
            answer("GET " + path, process.get(path, operator));
            answer("GET " + path + " as a tenant", process.get(path, tenant));
        }
        answer("rotate", process.send("POST", "/tunnels/" + model + "/rotate", tenant));
        answer("repair", process.send("POST", "/tunnels/" + model + "/repair", tenant));
        answer("rebuild", process.send("POST", "/tunnels/rebuild", operator));
        await().atMost(PATIENCE).until(() -> surroundings.topics.events(model).size() >= 3);
        collectTunnelSecrets(surroundings);
        answer("tunnel after rotation", process.get("/tunnels/" + model, tenant));
        answer("delete", process.send("DELETE", "/tunnels/" + model, tenant));
    }

    private void answer(String name, String text) {
        material.put(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private void collect(Surroundings surroundings, AdapterProcess process, CommitGate database) {
        answer("metrics", process.management("/q/metrics"));
        answer("health", process.management("/q/health"));
        answer("the API's description", process.management("/q/openapi"));
        answer("log", process.log());
        answer("tables", String.join("\n", database.everything()));
        var records = surroundings.topics.records();
        for (var i = 0; i < records.size(); i++) {
            var record = records.get(i);
            material.put("record " + i, record.value());
            answer("headers of record " + i, record.key() + " " + String.join(" ", java.util.stream.StreamSupport
                    .stream(record.headers().spliterator(), false)
                    .map(header -> header.key() + "=" + new String(header.value(), StandardCharsets.UTF_8))
                    .toList()));
        }
    }
}
