package io.trestle.clientapi.file;

import java.net.URI;

import jakarta.enterprise.context.ApplicationScoped;

import io.vertx.core.http.HttpServerRequest;

/** The address of a file: absolute and without a query, because a worker takes a relative one as it is, and cuts a query off. */
@ApplicationScoped
class UploadAddress {

    private final UploadConfig config;

    UploadAddress(UploadConfig config) {
        this.config = config;
    }

    URI of(UploadedFile file, HttpServerRequest request) {
        var origin = config.publicUrl().map(url -> url.toString().replaceAll("/+$", "")).orElseGet(() -> called(request));
        return URI.create(origin + file.path());
    }

    /** HTTP/1.0 need not say whom it calls. */
    private static String called(HttpServerRequest request) {
        var authority = request.authority();
        return request.scheme() + "://" + (authority == null ? request.localAddress().toString() : authority.toString());
    }
}
