package io.trestle.clientapi.file;

import jakarta.enterprise.context.ApplicationScoped;

import io.vertx.core.http.HttpServerRequest;

/** What the address of an uploaded file begins with. */
@ApplicationScoped
class UploadOrigin {

    private final UploadConfig config;

    UploadOrigin(UploadConfig config) {
        this.config = config;
    }

    /** @return scheme and authority, without a slash at the end */
    String of(HttpServerRequest request) {
        return config.publicUrl().map(url -> url.toString().replaceAll("/+$", "")).orElseGet(() -> called(request));
    }

    /** HTTP/1.0 need not say whom it calls. */
    private static String called(HttpServerRequest request) {
        var authority = request.authority();
        return request.scheme() + "://" + (authority == null ? request.localAddress().toString() : authority.toString());
    }
}
