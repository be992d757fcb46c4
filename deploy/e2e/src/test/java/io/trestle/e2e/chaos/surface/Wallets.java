package io.trestle.e2e.chaos.surface;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpServer;

/** Wallet holders: authorized, signed in, a host deployed, and requests that reach it with the session, for as long as it lasts. */
public final class Wallets implements Surface, AutoCloseable {

    /** As many answers in a row would have to be lost. */
    private static final int ATTEMPTS = 6;

    private final Patient client;
    private final URI gateway;
    private final Tables tables;
    private final HttpServer service;
    /** Sessions that were given, as they are sent, by wallet. */
    private final Map<String, String> sessions = new ConcurrentHashMap<>();

    public Wallets(Patient client, URI gateway, Tables tables) throws IOException {
        this.client = client;
        this.gateway = gateway;
        this.tables = tables;
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.setExecutor(Executors.newCachedThreadPool(Application::daemon));
        service.createContext("/", exchange -> {
            try (exchange) {
                var answer = ("served " + exchange.getRequestURI()).getBytes(UTF_8);
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            }
        });
        service.start();
    }

    @Override
    public String name() {
        return "wallets";
    }

    @Override
    public int clients() {
        return 1;
    }

    @Override
    public Duration pause() {
        return Duration.ofMillis(800);
    }

    @Override
    public int acknowledged() {
        return sessions.size();
    }

    @Override
    public void item() throws Exception {
        var wallet = new Wallet(UUID.randomUUID().toString());
        client.until(greet("type=1&input=" + wallet.address()), 200);
        var session = signIn(wallet);
        client.until(greet("type=3&input=" + URLEncoder.encode("http://127.0.0.1:" + service.getAddress().getPort(), UTF_8))
                .header("Cookie", session), 200);
        sessions.put(wallet.address(), session);
    }

    /** A signed time lets in once, and not for long: after a lost answer the owner signs another one. */
    private String signIn(Wallet wallet) throws Exception {
        var refusal = "";
        for (var attempt = 0; attempt < ATTEMPTS; attempt++) {
            var text = "" + (Instant.now().getEpochSecond() + attempt);
            var reply = client.until(greet("type=2&input=" + text + "&addr=" + wallet.address() + "&sig=" + wallet.sign(text)), 200, 400);
            if (reply.status() == 200) {
                return reply.header("set-cookie").split(";")[0];
            }
            refusal = reply.text();
        }
        throw new Patient.Unanswered("Wallet " + wallet.address() + " is not let in: " + refusal);
    }

    private HttpRequest.Builder greet(String query) {
        return Patient.get(gateway.resolve("/greet?" + query));
    }

    @Override
    public List<String> breaches() throws Exception {
        var breaches = new ArrayList<String>();
        var deployments = tables
                .map("SELECT wallet, string_agg(state, ' ') FROM compute_gateway.deployment WHERE state = 'READY' GROUP BY wallet");
        for (var one : sessions.entrySet()) {
            if (!"READY".equals(deployments.get(one.getKey()))) {
                breaches.add("the deployments of wallet " + one.getKey() + " are " + deployments.get(one.getKey()));
            }
            var path = "/" + one.getKey();
            var reply = client.until(Patient.get(gateway.resolve(path)).header("Cookie", one.getValue()), Set.of(400, 404), 200);
            if (!reply.text().equals("served " + path)) {
                breaches.add("wallet " + one.getKey() + " gets '" + reply.text() + "'");
            }
        }
        return breaches;
    }

    @Override
    public void close() {
        service.stop(0);
    }
}
