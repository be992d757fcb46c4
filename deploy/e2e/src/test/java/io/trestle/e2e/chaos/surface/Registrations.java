package io.trestle.e2e.chaos.surface;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.trestle.e2e.CloudflareControl;
import io.trestle.local.LocalStack;

/** Model authors: a registration, its credential, and for every third model its removal. */
public final class Registrations implements Surface {

    private static final String PATH = "/pc/client-api/predict_signature";

    private final Patient client;
    private final URI clientApi;
    private final Tables tables;
    private final CloudflareControl cloudflare;
    /** What was acknowledged, by model: whether it is to live. */
    private final Map<String, Boolean> models = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();

    /** @param cloudflare asked directly, past all faults */
    public Registrations(Patient client, URI clientApi, Tables tables, CloudflareControl cloudflare) {
        this.client = client;
        this.clientApi = clientApi;
        this.tables = tables;
        this.cloudflare = cloudflare;
    }

    @Override
    public String name() {
        return "registrations";
    }

    @Override
    public int clients() {
        return 1;
    }

    @Override
    public Duration pause() {
        return Duration.ofSeconds(1);
    }

    @Override
    public int acknowledged() {
        return models.size();
    }

    @Override
    public void item() throws Exception {
        var id = register(sample());
        if (count.incrementAndGet() % 3 == 0) {
            // from here on nobody knows until the answer
            models.remove(id);
            client.until(HttpRequest.newBuilder(clientApi.resolve(PATH + "/" + id)).DELETE(), 200, 202);
            models.put(id, false);
        }
    }

    /** @return the model's id, once its credential was handed out */
    public String register(String signature) throws InterruptedException, Patient.Unanswered {
        var request = Patient.post(clientApi.resolve(PATH), signature).header("Idempotency-Key", UUID.randomUUID().toString());
        var id = client.until(request, 200, 202).json().path("id").asText();
        if (models.put(id, true) != null) {
            throw new Patient.Unanswered("Two registrations were given the same model " + id);
        }
        client.until(Patient.post(clientApi.resolve(PATH + "/" + id + "/credential"), ""), Set.of(202, 409), 200);
        return id;
    }

    @Override
    public List<String> breaches() throws Exception {
        var breaches = new ArrayList<String>();
        var statuses = tables.map("SELECT model_id, status FROM client_api.tunnel");
        models.forEach((id, lives) -> {
            var status = statuses.getOrDefault(id, "absent");
            if (!status.equals(lives ? "READY" : "DELETED")) {
                breaches.add("model " + id + " is " + status + (lives ? "" : ", though its removal was acknowledged"));
            }
        });
        statuses.keySet().stream().filter(id -> !models.containsKey(id))
                .forEach(id -> breaches.add("model " + id + " was made for nobody"));
        compare("tunnel", cloudflare.tunnels(), breaches);
        compare("DNS record", cloudflare.records(), breaches);
        return breaches;
    }

    private void compare(String what, List<String> standing, List<String> breaches) {
        models.forEach((id, lives) -> {
            var found = standing.stream().filter(name -> isOf(id, name)).count();
            if (found != (lives ? 1 : 0)) {
                breaches.add("model " + id + (lives ? "" : ", which was removed,") + " has " + found + " of " + what);
            }
        });
        standing.stream().filter(name -> models.keySet().stream().noneMatch(id -> isOf(id, name)))
                .forEach(name -> breaches.add("an orphan " + what + ": " + name));
    }

    /** A tunnel's name ends with the model's id, a record's name begins with it. */
    private static boolean isOf(String id, String name) {
        return name.contains(id);
    }

    private static String sample() throws IOException {
        try (var resource = LocalStack.class.getResourceAsStream("signature.json")) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
