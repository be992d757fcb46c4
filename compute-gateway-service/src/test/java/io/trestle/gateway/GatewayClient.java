package io.trestle.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.function.IntSupplier;

import io.trestle.gateway.signature.TestKey;
import io.vertx.core.json.JsonObject;

/** What a wallet's owner does with the gateway. */
public final class GatewayClient {

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final IntSupplier port;

    public GatewayClient(IntSupplier port) {
        this.port = port;
    }

    /** @param headers names and values, one after the other */
    public HttpResponse<String> get(String path, String... headers) {
        return send("GET", path, "", headers);
    }

    public HttpResponse<String> send(String method, String path, String body, String... headers) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.getAsInt() + path)).timeout(Duration.ofMinutes(2))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public HttpResponse<String> authorize(TestKey wallet) {
        return get("/greet?type=1&input=" + wallet.address());
    }

    public HttpResponse<String> signIn(TestKey wallet) {
        var time = "" + Instant.now().getEpochSecond();
        return signIn(wallet.address().text(), time, wallet.sign(time));
    }

    public HttpResponse<String> signIn(String address, String time, String signature) {
        return get("/greet?type=2&input=" + encode(time) + "&addr=" + encode(address) + "&sig=" + encode(signature));
    }

    /** Authorizes, signs in, and gives the cookie as it is sent. */
    public String session(TestKey wallet) {
        authorize(wallet);
        return cookie(signIn(wallet));
    }

    public HttpResponse<String> deploy(String cookie, String input) {
        return get("/greet?type=3&input=" + encode(input), "Cookie", cookie);
    }

    public static String cookie(HttpResponse<String> response) {
        return response.headers().firstValue("set-cookie").orElseThrow(() -> new AssertionError(response.body())).split(";")[0];
    }

    public static JsonObject json(HttpResponse<String> response) {
        return new JsonObject(response.body());
    }

    public static String encode(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
