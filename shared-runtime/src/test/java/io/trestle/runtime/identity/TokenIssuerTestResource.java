package io.trestle.runtime.identity;

import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.vertx.core.Vertx;

/** Gives the service under test an issuer whose tokens it accepts. A test gets it in a field of type {@link TokenIssuer}. */
public class TokenIssuerTestResource implements QuarkusTestResourceLifecycleManager {

    private Vertx vertx;
    private TokenIssuer issuer;

    @Override
    public Map<String, String> start() {
        vertx = Vertx.vertx();
        issuer = TokenIssuer.start(vertx);
        return Map.of("trestle.auth.jwks-url", issuer.jwksUrl());
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(issuer, field -> field.getType() == TokenIssuer.class);
    }

    @Override
    public void stop() {
        vertx.close();
    }
}
