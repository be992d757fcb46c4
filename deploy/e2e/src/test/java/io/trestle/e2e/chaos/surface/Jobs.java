package io.trestle.e2e.chaos.surface;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Applications that use the bridge directly. */
public final class Jobs implements Surface {

    private final Patient client;
    private final URI bridge;
    private final Tables tables;
    private final Set<String> jobs = ConcurrentHashMap.newKeySet();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    public Jobs(Patient client, URI bridge, Tables tables) {
        this.client = client;
        this.bridge = bridge;
        this.tables = tables;
    }

    @Override
    public String name() {
        return "jobs";
    }

    @Override
    public int clients() {
        return 1;
    }

    @Override
    public Duration pause() {
        return Duration.ofMillis(1500);
    }

    @Override
    public int acknowledged() {
        return jobs.size();
    }

    @Override
    public void item() throws Exception {
        var body = "{\"workflow\":\"text-to-image\",\"inputs\":{\"6/text\":\"tower\",\"6/seed\":" + (jobs.size() + 1) + "}}";
        var request = Patient.post(bridge.resolve("/jobs"), body).header("Idempotency-Key", UUID.randomUUID().toString());
        var id = client.until(request, 201).json().path("id").asText();
        if (!jobs.add(id)) {
            throw new Patient.Unanswered("Two requests were given the same job " + id);
        }
    }

    @Override
    public List<String> breaches() throws Exception {
        var breaches = new ArrayList<String>();
        // a job that a prediction commanded has the prediction's id
        var states = tables.map("SELECT id, state || ' ' || coalesce(failure || ': ' || failure_detail, '') FROM comfy_bridge.job"
                + " WHERE id NOT IN (SELECT id FROM client_api.prediction)");
        states.keySet().stream().filter(id -> !jobs.contains(id)).forEach(id -> breaches.add("job " + id + " was made for nobody"));
        for (var id : jobs) {
            var state = states.getOrDefault(id, "absent");
            // a job may lose its backend only so often
            if (!state.startsWith("SUCCEEDED") && !state.startsWith("FAILED BACKEND")) {
                breaches.add("job " + id + " is " + state);
            } else if (!seen.contains(id)) {
                look(id, breaches);
            }
        }
        return breaches;
    }

    private void look(String id, List<String> breaches) throws Exception {
        var job = client.until(Patient.get(bridge.resolve("/jobs/" + id)), 200).json();
        var succeeded = job.path("state").asText().equals("SUCCEEDED");
        if (succeeded && job.path("outputs").size() != 1) {
            breaches.add("job " + id + " has " + job.path("outputs").size() + " outputs");
        } else if (succeeded) {
            var picture = client.until(Patient.get(bridge.resolve(job.at("/outputs/0/url").asText())), 200).bytes();
            if (picture.length != job.at("/outputs/0/size").asInt()) {
                breaches.add("job " + id + " gives " + picture.length + " bytes of " + job.at("/outputs/0/size"));
            }
        }
        seen.add(id);
    }
}
