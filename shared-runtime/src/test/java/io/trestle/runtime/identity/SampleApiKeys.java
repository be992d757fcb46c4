package io.trestle.runtime.identity;

import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.core.impl.NoStackTraceThrowable;

@ApplicationScoped
class SampleApiKeys implements ApiKeys {

    @Override
    public Uni<Caller> authenticate(String apiKey) {
        return switch (apiKey) {
            case "key-of-acme" -> Uni.createFrom().item(new Caller("acme", Set.of(Caller.USER)));
            case "key-of-operator" -> Uni.createFrom().item(new Caller("house", Set.of(Caller.USER, Caller.OPERATOR)));
            case "database-away" -> Uni.createFrom().failure(new NoStackTraceThrowable("Timeout"));
            default -> Uni.createFrom().nullItem();
        };
    }
}
