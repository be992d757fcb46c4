package io.trestle.comfy;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.vertx.core.json.JsonObject;

/** Reads {@code GET /jobs/{id}/events} on a thread of its own, until the stream ends or the server dies. */
public final class EventReader implements AutoCloseable {

    /** @param id empty where it has none */
    public record Event(String id, String name, JsonObject data) {
    }

    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Thread thread;
    private volatile boolean over;

    private EventReader(HttpRequest request) {
        thread = new Thread(() -> read(request), "event-reader");
        thread.setDaemon(true);
        thread.start();
    }

    /** @param last the id of the event that was read last, or empty */
    public static EventReader open(String baseUrl, String jobId, String last) {
        var request = HttpRequest.newBuilder(URI.create(baseUrl + "/jobs/" + jobId + "/events")).header("Accept", "text/event-stream");
        return new EventReader((last.isEmpty() ? request : request.header("Last-Event-ID", last)).build());
    }

    private void read(HttpRequest request) {
        try (var lines = http.send(request, BodyHandlers.ofLines()).body()) {
            var parts = new String[]{"", "message", ""};
            lines.forEach(line -> line(line, parts));
        } catch (IOException | UncheckedIOException cut) {
            // Whoever reads goes on elsewhere.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            over = true;
        }
    }

    private void line(String line, String[] parts) {
        if (line.startsWith("id:")) {
            parts[0] = line.substring(3).strip();
        } else if (line.startsWith("event:")) {
            parts[1] = line.substring(6).strip();
        } else if (line.startsWith("data:")) {
            parts[2] += line.substring(5).strip();
        } else if (line.isEmpty() && !parts[2].isEmpty()) {
            events.add(new Event(parts[0], parts[1], new JsonObject(parts[2])));
            parts[0] = "";
            parts[1] = "message";
            parts[2] = "";
        }
    }

    public List<Event> events() {
        return List.copyOf(events);
    }

    /** The numbers of the changes, in the order in which they came. */
    public List<Integer> numbers() {
        return events.stream().filter(event -> !event.id().isEmpty()).map(event -> Integer.valueOf(event.id())).toList();
    }

    public List<Event> named(String name) {
        return events.stream().filter(event -> event.name().equals(name)).toList();
    }

    public EventReader awaitNamed(String name) {
        await().atMost(Fleet.PATIENCE).until(() -> !named(name).isEmpty());
        return this;
    }

    public EventReader awaitOver() {
        await().atMost(Fleet.PATIENCE).until(() -> over);
        return this;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
