package io.trestle.runtime.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;

/** An issuer as client-api is one: signs tokens and publishes its keys over HTTP. It can go away, answer nonsense and change its keys. */
public final class TokenIssuer implements AutoCloseable {

    public static final String ISSUER = "trestle";

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final Map<String, KeyPair> keys = new LinkedHashMap<>();
    private final Vertx vertx;
    private final AtomicInteger requests = new AtomicInteger();
    private final int port;
    private HttpServer server;
    private volatile String nonsense;
    private volatile int status = 200;

    private TokenIssuer(Vertx vertx) throws Exception {
        this.vertx = vertx;
        addKey("k1");
        server = listen(0);
        port = server.actualPort();
    }

    public static TokenIssuer start(Vertx vertx) {
        try {
            return new TokenIssuer(vertx);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public String jwksUrl() {
        return "http://127.0.0.1:" + port + "/.well-known/jwks.json";
    }

    /** A right token of the first key. */
    public String token(String tenant, String... groups) {
        return sign("k1", claims(tenant, groups));
    }

    static JwtClaimsBuilder claims(String tenant, String... groups) {
        return Jwt.claims().issuer(ISSUER).subject(tenant).groups(Set.of(groups)).issuedAt(Instant.now()).expiresIn(Duration.ofMinutes(15));
    }

    String sign(String keyId, JwtClaimsBuilder claims) {
        return signAs(keyId, keyId, claims);
    }

    /** With one key, under the name of another. */
    String signAs(String keyId, String name, JwtClaimsBuilder claims) {
        return claims.jws().algorithm(SignatureAlgorithm.ES256).keyId(name).sign(keys.get(keyId).getPrivate());
    }

    /** Claims as they are, where the builder would add some. */
    String signJson(String claims) {
        try {
            var signature = new JsonWebSignature();
            signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
            signature.setKeyIdHeaderValue("k1");
            signature.setKey(keys.get("k1").getPrivate());
            signature.setPayload(claims);
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What {@code alg: none} attacks send. */
    static String unsigned(String tenant) {
        return part("{\"alg\":\"none\",\"typ\":\"JWT\",\"kid\":\"k1\"}") + "." + part(payload(tenant)) + ".";
    }

    /** What confuses a verifier that lets the token choose: an HMAC whose secret is the public key. */
    String hmacOfPublicKey(String tenant) {
        try {
            var signed = part("{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"k1\"}") + "." + part(payload(tenant));
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(keys.get("k1").getPublic().getEncoded(), "HmacSHA256"));
            return signed + "." + BASE64.encodeToString(mac.doFinal(signed.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    void addKey(String keyId) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        keys.put(keyId, generator.generateKeyPair());
    }

    void withdrawKey(String keyId) {
        keys.remove(keyId);
    }

    int requests() {
        return requests.get();
    }

    void answer(int status, String body) {
        this.status = status;
        nonsense = body;
    }

    void recover() throws Exception {
        status = 200;
        nonsense = null;
        if (server == null) {
            server = listen(port);
        }
    }

    void goAway() throws Exception {
        server.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
        server = null;
    }

    @Override
    public void close() throws Exception {
        if (server != null) {
            goAway();
        }
    }

    private HttpServer listen(int port) throws Exception {
        return vertx.createHttpServer().requestHandler(request -> {
            requests.incrementAndGet();
            request.response().setStatusCode(status).end(nonsense == null ? keySet() : nonsense);
        }).listen(port, "127.0.0.1").toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    private String keySet() {
        var set = new JsonWebKeySet();
        keys.forEach((id, pair) -> {
            var key = new EllipticCurveJsonWebKey((ECPublicKey) pair.getPublic());
            key.setKeyId(id);
            set.addJsonWebKey(key);
        });
        return set.toJson();
    }

    private static String payload(String tenant) {
        var now = Instant.now().getEpochSecond();
        return "{\"iss\":\"" + ISSUER + "\",\"sub\":\"" + tenant + "\",\"groups\":[\"operator\"],\"iat\":" + now + ",\"exp\":" + (now + 900)
                + "}";
    }

    private static String part(String json) {
        return BASE64.encodeToString(json.getBytes(UTF_8));
    }
}
