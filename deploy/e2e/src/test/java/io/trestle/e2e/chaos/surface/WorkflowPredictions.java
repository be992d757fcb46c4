package io.trestle.e2e.chaos.surface;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Applications that run a workflow: through client-api, Kafka, the bridge and a ComfyUI; they are told of the end by a webhook. */
public final class WorkflowPredictions implements Surface {

    public static final String SIGNATURE = """
            {"inputs":[{"name":"prompt","type":"str","validation":{"description":"what to make"}}],"outputs":"list[Path]",
             "workflow":{"alias":"text-to-image","inputs":{"prompt":"6/text"}}}""";
    private static final String PATH = "/pc/client-api/predictions";

    private final Patient client;
    private final URI clientApi;
    private final String model;
    private final Application application;
    private final Tables tables;
    private final Set<String> predictions = ConcurrentHashMap.newKeySet();
    /** Those whose picture was seen need not be looked at again. */
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    public WorkflowPredictions(Patient client, URI clientApi, String model, Application application, Tables tables) {
        this.client = client;
        this.clientApi = clientApi;
        this.model = model;
        this.application = application;
        this.tables = tables;
    }

    @Override
    public String name() {
        return "workflow predictions";
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
        return predictions.size();
    }

    @Override
    public void item() throws Exception {
        var body = "{\"model\":\"" + model + "\",\"input\":{\"prompt\":\"lighthouse " + predictions.size() + "\"},\"webhook\":\""
                + application.url() + "\",\"webhook_events_filter\":[\"completed\"]}";
        var request = Patient.post(clientApi.resolve(PATH), body).header("Idempotency-Key", UUID.randomUUID().toString());
        var id = client.until(request, 201).json().path("id").asText();
        if (!predictions.add(id)) {
            throw new Patient.Unanswered("Two requests were given the same prediction " + id);
        }
    }

    @Override
    public List<String> breaches() throws Exception {
        var breaches = new ArrayList<String>();
        var states = tables.map("SELECT id, state FROM client_api.prediction WHERE runner = 'COMFYUI'");
        states.keySet().stream().filter(id -> !predictions.contains(id))
                .forEach(id -> breaches.add("prediction " + id + " was made for nobody"));
        for (var id : predictions) {
            var state = states.getOrDefault(id, "absent");
            if (!Set.of("SUCCEEDED", "FAILED").contains(state)) {
                breaches.add("prediction " + id + " is " + state);
            } else if (!seen.contains(id)) {
                look(id, breaches);
            }
            application.breaches(id, breaches);
        }
        return breaches;
    }

    private void look(String id, List<String> breaches) throws Exception {
        var prediction = client.until(Patient.get(clientApi.resolve(PATH + "/" + id)), 200).json();
        var status = prediction.path("status").asText();
        if (status.equals("failed")) {
            // a job may lose its backend only so often
            if (!prediction.toString().contains("BACKEND")) {
                breaches.add("prediction " + id + " failed: " + prediction.path("error").asText() + " " + prediction);
            }
        } else {
            var output = prediction.at("/output/0").isTextual() ? prediction.at("/output/0") : prediction.at("/output/0/url");
            var picture = client.until(Patient.get(URI.create(output.asText())), 200).bytes();
            if (picture.length < 4 || picture[1] != 'P' || picture[2] != 'N' || picture[3] != 'G') {
                breaches.add("prediction " + id + " has no picture at " + output);
            }
        }
        seen.add(id);
    }
}
