package io.trestle.local.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;

import io.trestle.local.suite.CloudflareUpstream;
import io.trestle.local.supervision.Console;
import io.trestle.local.supervision.StackFailure;

/** The first job: registers a model's signature, shows credential and config of its tunnel, and checks at Cloudflare that both exist, once. */
public final class DemoJob {
    private static final String PATH = "/pc/client-api/predict_signature";
    private static final Duration PROVISIONING_LIMIT = Duration.ofMinutes(2);

    private final URI clientApi;
    private final CloudflareUpstream cloudflare;
    private final Console console;
    private final JsonHttp http = new JsonHttp();

    public DemoJob(URI clientApi, CloudflareUpstream cloudflare, Console console) {
        this.clientApi = clientApi;
        this.cloudflare = cloudflare;
        this.console = console;
    }

    /** @throws StackFailure at the first step that did not succeed */
    public void run() {
        console.line("Registering the sample signature: POST " + clientApi.resolve(PATH));
        var registration = step("signature registered", () -> register(signature()));
        var id = registration.path("id").asText();
        var credential = registration.path("credential");
        var tunnelId = credential.path("TunnelID").asText();
        var hostname = registration.at("/config/ingress/0/hostname").asText();
        var where = cloudflare.simulated() ? "the Cloudflare simulator" : "Cloudflare";
        step("exactly one tunnel at " + where, () -> requireTunnel(credential.path("TunnelName").asText(), tunnelId));
        step("exactly one DNS record at " + where, () -> requireDnsRecord(hostname, tunnelId));
        console.line("  Model " + id + " has the public hostname " + hostname + ". Its worker gets (secrets shortened here):");
        console.line(Redaction.show("credential", credential));
        console.line(Redaction.show("config", registration.path("config")));
    }

    private JsonNode register(String signature) {
        var answer = http.post(clientApi.resolve(PATH), signature);
        var deadline = System.nanoTime() + PROVISIONING_LIMIT.toNanos();
        if (answer.status() == 202) {
            var id = answer.body().path("id").asText();
            while (!status(id).equals("ready")) {
                require(System.nanoTime() < deadline, "model " + id + " is still " + status(id));
                pause();
            }
            answer = http.post(clientApi.resolve(PATH + "/" + id + "/credential"), "");
        }
        require(answer.status() == 200, "the client API answered " + answer.status() + ": " + answer.body());
        var body = answer.body();
        for (var field : new String[]{"AccountTag", "TunnelID", "TunnelName", "token"}) {
            require(!body.path("credential").path(field).asText().isEmpty(), "the answer has no credential." + field);
        }
        require(body.path("id").isTextual(), "the answer has no id");
        require(body.at("/config/tunnel").asText().equals(body.at("/credential/TunnelID").asText()),
                "config.tunnel is not the tunnel of the credential");
        return body;
    }

    private String status(String id) {
        return http.get(clientApi.resolve(PATH + "/" + id), "").body().path("status").asText();
    }

    private JsonNode requireTunnel(String name, String tunnelId) {
        var account = cloudflare.account();
        var found = list("/accounts/" + account.accountId() + "/cfd_tunnel?is_deleted=false&name=" + encode(name), account.tunnelToken());
        require(found.size() == 1 && found.path(0).path("id").asText().equals(tunnelId),
                "expected tunnel " + tunnelId + " and no other of the name " + name + ", found " + count(found));
        return found;
    }

    private JsonNode requireDnsRecord(String hostname, String tunnelId) {
        var account = cloudflare.account();
        var found = list("/zones/" + account.zoneId() + "/dns_records?name=" + encode(hostname), account.dnsToken());
        var target = tunnelId + ".cfargotunnel.com";
        require(found.size() == 1 && found.path(0).path("content").asText().equals(target),
                "expected one record " + hostname + " that points to " + target + ", found " + count(found));
        return found;
    }

    private JsonNode list(String path, String token) {
        var answer = http.get(URI.create(cloudflare.api() + path), token);
        require(answer.status() == 200, "Cloudflare answered " + answer.status() + " to GET " + path + ": " + answer.body());
        return answer.body().path("result");
    }

    private JsonNode step(String what, Supplier<JsonNode> work) {
        var begin = System.nanoTime();
        try {
            var result = work.get();
            console.done(what, "", Duration.ofNanos(System.nanoTime() - begin));
            return result;
        } catch (StackFailure e) {
            console.failed(what, Duration.ofNanos(System.nanoTime() - begin));
            throw e;
        }
    }

    private static String count(JsonNode found) {
        return found.size() + StreamSupport.stream(found.spliterator(), false)
                .map(one -> " " + one.path("id").asText() + " " + one.path("content").asText()).reduce(":", String::concat);
    }

    /** The signature of the client API's contract, byte for byte. */
    private static String signature() {
        try (var resource = DemoJob.class.getResourceAsStream("/io/trestle/local/signature.json")) {
            return new String(java.util.Objects.requireNonNull(resource).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new StackFailure(otherwise);
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackFailure("interrupted", e);
        }
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
