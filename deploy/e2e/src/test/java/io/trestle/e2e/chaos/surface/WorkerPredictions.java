package io.trestle.e2e.chaos.surface;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Applications whose model has a worker of its own, and the webhooks by which that worker reports. */
public final class WorkerPredictions implements Surface {

    public static final String SIGNATURE = """
            {"inputs":[{"name":"prompt","type":"str","validation":{"description":"what to make"}}],"outputs":"list[Path]"}""";
    private static final String PATH = "/pc/client-api/predictions";

    private final Patient client;
    private final URI clientApi;
    private final String model;
    private final Worker worker;
    private final Application application;
    private final Tables tables;
    private final Set<String> predictions = ConcurrentHashMap.newKeySet();

    public WorkerPredictions(Patient client, URI clientApi, String model, Worker worker, Application application, Tables tables) {
        this.client = client;
        this.clientApi = clientApi;
        this.model = model;
        this.worker = worker;
        this.application = application;
        this.tables = tables;
    }

    @Override
    public String name() {
        return "worker predictions with webhooks";
    }

    @Override
    public int clients() {
        return 2;
    }

    @Override
    public Duration pause() {
        return Duration.ofMillis(400);
    }

    @Override
    public int acknowledged() {
        return predictions.size();
    }

    @Override
    public void item() throws Exception {
        var body = "{\"model\":\"" + model + "\",\"input\":{\"prompt\":\"tower\"},\"webhook\":\"" + application.url()
                + "\",\"webhook_events_filter\":[\"completed\"]}";
        var request = Patient.post(clientApi.resolve(PATH), body).header("Idempotency-Key", UUID.randomUUID().toString());
        var id = client.until(request, 201).json().path("id").asText();
        if (!predictions.add(id)) {
            throw new Patient.Unanswered("Two requests were given the same prediction " + id);
        }
    }

    @Override
    public List<String> breaches() throws Exception {
        var breaches = new ArrayList<String>();
        var ends = tables.map("SELECT id, state || ' ' || logs_length || ' ' || coalesce(output, '') FROM client_api.prediction"
                + " WHERE runner = 'WORKER'");
        var deliveries = tables.map("SELECT prediction_id, count(*) FROM client_api.webhook_delivery"
                + " WHERE convert_from(body, 'UTF8') LIKE '%\"succeeded\"%' GROUP BY prediction_id");
        var told = tables
                .map("SELECT prediction_id, count(*) FROM client_api.prediction_event WHERE type = 'completed' GROUP BY prediction_id");
        ends.keySet().stream().filter(id -> !predictions.contains(id))
                .forEach(id -> breaches.add("prediction " + id + " was made for nobody"));
        for (var id : predictions) {
            var end = ends.getOrDefault(id, "absent");
            if (!worker.acknowledged().contains(id)) {
                breaches.add("the worker's end of prediction " + id + " was not acknowledged; it is " + end);
            } else if (!end.startsWith("SUCCEEDED 14 ") || !end.contains(id + ".png")) {
                breaches.add("prediction " + id + " is " + end + ", though the worker's end was acknowledged");
            } else if (!"1".equals(deliveries.get(id)) || !"1".equals(told.get(id))) {
                breaches.add("prediction " + id + " has " + deliveries.get(id) + " stored ends and " + told.get(id) + " events of its end");
            }
            application.breaches(id, breaches);
        }
        return breaches;
    }
}
