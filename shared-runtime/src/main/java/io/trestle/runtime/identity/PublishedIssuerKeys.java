package io.trestle.runtime.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkus.arc.DefaultBean;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.core.http.HttpClient;
import io.vertx.mutiny.core.http.HttpClientRequest;
import io.vertx.mutiny.core.http.HttpClientResponse;

/** The keys as the issuer publishes them, at {@code trestle.auth.jwks-url}. */
@DefaultBean
@ApplicationScoped
class PublishedIssuerKeys implements IssuerKeys {

    private final AuthConfig config;
    private final HttpClient client;

    @Inject
    PublishedIssuerKeys(AuthConfig config, Vertx vertx) {
        this.config = config;
        client = vertx.createHttpClient();
    }

    @Override
    public Uni<String> jwks() {
        return client.request(new RequestOptions().setMethod(HttpMethod.GET).setAbsoluteURI(config.jwksUrl().toString()))
                .flatMap(HttpClientRequest::send)
                .invoke(PublishedIssuerKeys::expectOk)
                .flatMap(HttpClientResponse::body)
                .map(Buffer::toString);
    }

    private static void expectOk(HttpClientResponse response) {
        if (response.statusCode() != 200) {
            throw new IllegalStateException("status " + response.statusCode());
        }
    }

    @Override
    public String toString() {
        return config.jwksUrl().toString();
    }
}
