package io.trestle.gateway.greet;

import java.util.List;

import io.vertx.core.json.JsonObject;

/**
 * @param cookies values of {@code Set-Cookie}
 */
public record GreetAnswer(int status, JsonObject body, List<String> cookies) {

    static GreetAnswer ok(String message) {
        return of(200, "msg", message);
    }

    static GreetAnswer refused(String message) {
        return of(400, "msg", message);
    }

    static GreetAnswer failed(String message) {
        return of(500, "msg", message);
    }

    public static GreetAnswer error(int status, String message) {
        return of(status, "err", message);
    }

    static GreetAnswer of(int status, String member, String message) {
        return new GreetAnswer(status, new JsonObject().put(member, message), List.of());
    }

    GreetAnswer withCookie(String cookie) {
        return new GreetAnswer(status, body, List.of(cookie));
    }

    /** Cookies are credentials. */
    @Override
    public String toString() {
        return "GreetAnswer[" + status + ", " + body + "]";
    }
}
