package io.trestle.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.trestle.local.suite.Service;

/** What a person can do with a stack that is ready. */
final class Guide {

    private Guide() {
    }

    static List<String> of(LocalStack stack) {
        var api = stack.url(Service.CLIENT_API.module());
        var lines = new ArrayList<String>();
        lines.add("");
        lines.add("Register a model:  curl -X POST " + api + "/pc/client-api/predict_signature -H 'Content-Type: application/json' \\");
        lines.add(
                "                     -d '{\"inputs\":[{\"name\":\"prompt\",\"type\":\"str\",\"validation\":{\"description\":\"a prompt\"}}],"
                        + "\"outputs\":\"str\"}'");
        lines.add("Your models:       curl " + api + "/pc/client-api/models");
        lines.add("");
        for (var service : Service.values()) {
            lines.add(String.format(Locale.ROOT, "%-27s %-22s  API: http://127.0.0.1:%d/q/swagger-ui", service.module(),
                    stack.url(service.module()), stack.config().port(service.managementPort())));
        }
        lines.add("");
        lines.add("No credentials are needed on this machine. The API key of tenant local is in " + stack.config().data().resolve("api-key")
                + ".");
        return lines;
    }
}
