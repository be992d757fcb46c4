package io.trestle.cloudflare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;

import io.trestle.simulators.cloudflare.CloudflareSimulator;
import io.trestle.simulators.cloudflare.api.CloudflareAccount;
import io.trestle.simulators.cloudflare.dns.DnsRecord;
import io.trestle.simulators.cloudflare.tunnel.Tunnel;
import io.vertx.core.json.JsonObject;

/** What a person does in Cloudflare's dashboard, and what they see there. */
public final class CloudflareByHand {

    private static final CloudflareAccount ACCOUNT = CloudflareAccount.local();

    private final CloudflareSimulator simulator;
    private final HttpClient http = HttpClient.newHttpClient();

    public CloudflareByHand(CloudflareSimulator simulator) {
        this.simulator = simulator;
    }

    public static String hostname(String modelId) {
        return modelId + "." + ACCOUNT.zoneName();
    }

    public String createTunnel(String name) {
        return send("POST", tunnels(), ACCOUNT.tunnelToken(), new JsonObject().put("name", name).put("config_src", "local"));
    }

    public void deleteTunnel(String id) {
        send("DELETE", tunnels() + "/" + id + "?cascade=true", ACCOUNT.tunnelToken(), null);
    }

    public String createRecord(String type, String modelId, String content) {
        return send("POST", records(), ACCOUNT.dnsToken(), new JsonObject().put("type", type).put("name", hostname(modelId))
                .put("content", content).put("ttl", 1).put("proxied", true));
    }

    public void changeRecord(String id, JsonObject change) {
        send("PATCH", records() + "/" + id, ACCOUNT.dnsToken(), change);
    }

    public void deleteRecord(String id) {
        send("DELETE", records() + "/" + id, ACCOUNT.dnsToken(), null);
    }

    public List<Tunnel> liveTunnels(String modelId) {
        return simulator.state().liveTunnels().stream().filter(tunnel -> tunnel.name().equals(modelId)).toList();
    }

    public Tunnel tunnel(String modelId) {
        assertThat(liveTunnels(modelId)).as("live tunnels of " + modelId).hasSize(1);
        return liveTunnels(modelId).get(0);
    }

    public List<DnsRecord> records(String modelId) {
        return simulator.state().dnsRecords().stream().filter(record -> record.name().equals(hostname(modelId))).toList();
    }

    public DnsRecord record(String modelId) {
        assertThat(records(modelId)).as("records of " + modelId).hasSize(1);
        return records(modelId).get(0);
    }

    /** One tunnel, and one record that leads to it. */
    public void assertStands(String modelId) {
        assertThat(record(modelId).content()).isEqualTo(tunnel(modelId).id() + ".cfargotunnel.com");
        assertThat(record(modelId).proxied()).isTrue();
    }

    public void assertNothingStands(String modelId) {
        assertThat(liveTunnels(modelId)).as("live tunnels of " + modelId).isEmpty();
        assertThat(records(modelId)).as("records of " + modelId).isEmpty();
    }

    private String tunnels() {
        return simulator.baseUrl() + "/accounts/" + ACCOUNT.accountId() + "/cfd_tunnel";
    }

    private String records() {
        return simulator.baseUrl() + "/zones/" + ACCOUNT.zoneId() + "/dns_records";
    }

    private String send(String method, String uri, String token, JsonObject body) {
        try {
            var publisher = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.encode());
            var answer = http.send(HttpRequest.newBuilder(URI.create(uri)).header("Authorization", "Bearer " + token)
                    .header("Content-Type", "application/json").method(method, publisher).build(), BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            var result = new JsonObject(answer.body()).getValue("result");
            return result instanceof JsonObject object ? object.getString("id") : "";
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
