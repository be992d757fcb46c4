package io.trestle.simulators.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;

import com.sun.net.httpserver.HttpServer;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Issues tokens as client-api does (ES256, issuer {@code trestle}), and publishes its key at {@link #url()}. */
public final class TokenIssuer implements AutoCloseable {

    private static final int COORDINATE = 32;
    private static final Duration LIFETIME = Duration.ofMinutes(10);
    private static final String KEY_ID = "simulated";

    private final KeyPair keys;
    private final HttpServer server;

    private TokenIssuer(KeyPair keys, HttpServer server) {
        this.keys = keys;
        this.server = server;
    }

    /** On a free port of 127.0.0.1, with a key of its own. */
    public static TokenIssuer start() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            var keys = generator.generateKeyPair();
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            var published = jwks((ECPublicKey) keys.getPublic()).getBytes(UTF_8);
            server.createContext("/", exchange -> {
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, published.length);
                exchange.getResponseBody().write(published);
                exchange.close();
            });
            server.start();
            return new TokenIssuer(keys, server);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("P-256 is part of every Java platform", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For {@code trestle.auth.jwks-url}. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /** A value for the header {@code Authorization}. */
    public String user(String tenant) {
        return bearer(tenant, "user");
    }

    /** Of an operator. */
    public String operator() {
        return bearer("operations", "operator");
    }

    private String bearer(String tenant, String group) {
        var now = Instant.now();
        var header = new JsonObject().put("alg", "ES256").put("typ", "JWT").put("kid", KEY_ID);
        var claims = new JsonObject().put("iss", "trestle").put("sub", tenant).put("groups", JsonArray.of(group))
                .put("iat", now.getEpochSecond()).put("exp", now.plus(LIFETIME).getEpochSecond());
        var signed = base64(header.encode().getBytes(UTF_8)) + "." + base64(claims.encode().getBytes(UTF_8));
        try {
            var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(keys.getPrivate());
            signature.update(signed.getBytes(UTF_8));
            return "Bearer " + signed + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String jwks(ECPublicKey key) {
        return new JsonObject().put("keys", JsonArray.of(new JsonObject().put("kty", "EC").put("crv", "P-256").put("use", "sig")
                .put("alg", "ES256").put("kid", KEY_ID).put("x", coordinate(key.getW().getAffineX()))
                .put("y", coordinate(key.getW().getAffineY())))).encode();
    }

    /** 32 bytes, whatever the number. */
    private static String coordinate(BigInteger number) {
        var bytes = number.toByteArray();
        var fixed = new byte[COORDINATE];
        var length = Math.min(bytes.length, COORDINATE);
        System.arraycopy(bytes, bytes.length - length, fixed, COORDINATE - length, length);
        return base64(fixed);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "TokenIssuer[%s, key %08x]", url(), Arrays.hashCode(keys.getPublic().getEncoded()));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
