package io.trestle.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** What stands at the Cloudflare simulator, and what goes wrong there. */
public final class CloudflareControl {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI simulator;
    private final HttpClient http = HttpClient.newHttpClient();

    public CloudflareControl(URI simulator) {
        this.simulator = simulator;
    }

    /** Names of all live tunnels. */
    public List<String> tunnels() {
        return items("tunnels").filter(tunnel -> tunnel.path("deletedAt").isNull() || tunnel.path("deletedAt").isMissingNode())
                .map(tunnel -> tunnel.path("name").asText()).toList();
    }

    /** Names of all records. */
    public List<String> records() {
        return items("dnsRecords").map(record -> record.path("name").asText()).toList();
    }

    long tunnelsOf(String modelId) {
        return tunnels().stream().filter(name -> name.contains(modelId)).count();
    }

    long recordsOf(String modelId) {
        return records().stream().filter(name -> name.startsWith(modelId + ".")).count();
    }

    /** The n-th call from now on gets no answer; before it takes effect, or after. */
    void hangAt(int nth, String timing) {
        send("POST", "/__sim/faults", "{\"kind\":\"HANG\",\"timing\":\"%s\",\"nth\":%d,\"path\":\"/client/v4/\"}".formatted(timing, nth));
    }

    /** A line of the fault script, as deploy/simulators describes it. */
    public void add(String fault) {
        send("POST", "/__sim/faults", fault);
    }

    boolean hasStruck() {
        return StreamSupport.stream(send("GET", "/__sim/journal", "").path("entries").spliterator(), false)
                .anyMatch(entry -> !entry.path("fault").isNull());
    }

    public void clear() {
        send("DELETE", "/__sim/faults", "");
        send("DELETE", "/__sim/journal", "");
    }

    private java.util.stream.Stream<JsonNode> items(String member) {
        return StreamSupport.stream(send("GET", "/__sim/state", "").path(member).spliterator(), false);
    }

    private JsonNode send(String method, String path, String body) {
        try {
            var answer = http.send(HttpRequest.newBuilder(simulator.resolve(path)).method(method, HttpRequest.BodyPublishers.ofString(body))
                    .build(), BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new AssertionError(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
            }
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
