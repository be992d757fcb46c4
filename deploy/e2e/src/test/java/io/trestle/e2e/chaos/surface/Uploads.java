package io.trestle.e2e.chaos.surface;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Workers that upload outputs of up to half a megabyte. */
public final class Uploads implements Surface {

    private static final String PATH = "/pc/client-api/upload/";
    private static final int LARGEST = 512 * 1024;

    private final Patient client;
    private final URI clientApi;
    private final Tables tables;
    private final AtomicInteger next = new AtomicInteger();
    /** Hash and address of what was acknowledged, by name. */
    private final Map<String, Stored> stored = new ConcurrentHashMap<>();
    private final Set<String> read = ConcurrentHashMap.newKeySet();

    private record Stored(String hash, String path) {
    }

    public Uploads(Patient client, URI clientApi, Tables tables) {
        this.client = client;
        this.clientApi = clientApi;
        this.tables = tables;
    }

    @Override
    public String name() {
        return "uploads";
    }

    @Override
    public int clients() {
        return 2;
    }

    @Override
    public Duration pause() {
        return Duration.ofMillis(300);
    }

    @Override
    public int acknowledged() {
        return stored.size();
    }

    @Override
    public void item() throws Exception {
        var name = "chaos_" + next.incrementAndGet() + ".bin";
        var dice = new Random(name.hashCode());
        var bytes = new byte[1 + dice.nextInt(LARGEST)];
        dice.nextBytes(bytes);
        var request = HttpRequest.newBuilder(clientApi.resolve(PATH + name)).header("Content-Type", "application/octet-stream")
                .PUT(BodyPublishers.ofByteArray(bytes));
        var location = URI.create(client.until(request, 201).header("Location"));
        stored.put(name, new Stored(hash(bytes), location.getRawPath()));
    }

    @Override
    public List<String> breaches() throws Exception {
        var breaches = new ArrayList<String>();
        var rows = tables.map("SELECT name, string_agg(hash, ' ') FROM client_api.file WHERE name LIKE 'chaos\\_%' GROUP BY name");
        rows.keySet().stream().filter(name -> !stored.containsKey(name)).forEach(name -> breaches.add("file " + name + " is nobody's"));
        for (var one : stored.entrySet()) {
            var wanted = one.getValue();
            if (!wanted.hash().equals(rows.get(one.getKey())) || !wanted.path().contains(wanted.hash())) {
                breaches.add("upload " + one.getKey() + " of " + wanted + " is stored as " + rows.get(one.getKey()));
            } else if (!read.contains(one.getKey())) {
                var bytes = client.until(Patient.get(clientApi.resolve(wanted.path())), 200).bytes();
                if (hash(bytes).equals(wanted.hash())) {
                    read.add(one.getKey());
                } else {
                    breaches.add("upload " + one.getKey() + " comes back as " + bytes.length + " other bytes");
                }
            }
        }
        return breaches;
    }

    private static String hash(byte[] bytes) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
