package io.trestle.cloudflare;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;

import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

import com.sun.net.httpserver.HttpServer;

import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;

/** Issues tokens as client-api does, and publishes its key. */
public final class TokenIssuer implements AutoCloseable {

    private static final EllipticCurveJsonWebKey KEY = key();

    private final HttpServer server;

    public TokenIssuer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        var keys = ("{\"keys\":[" + KEY.toJson(OutputControlLevel.PUBLIC_ONLY) + "]}").getBytes(UTF_8);
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /** A value for the header {@code Authorization}. */
    public static String user(String tenant) {
        return bearer(tenant, "user");
    }

    public static String operator() {
        return bearer("operations", "operator");
    }

    private static String bearer(String tenant, String group) {
        return "Bearer " + Jwt.issuer("trestle").subject(tenant).groups(Set.of(group)).expiresIn(600).jws().keyId(KEY.getKeyId())
                .algorithm(SignatureAlgorithm.ES256).sign(KEY.getPrivateKey());
    }

    private static EllipticCurveJsonWebKey key() {
        try {
            var key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
            key.setKeyId("test");
            key.setUse("sig");
            key.setAlgorithm("ES256");
            return key;
        } catch (JoseException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
