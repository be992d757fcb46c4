package io.trestle.local;

import java.util.List;

/** What a person can do with a stack that is ready. */
final class Guide {

    private Guide() {
    }

    static List<String> of(LocalStack stack) {
        var api = stack.url(Service.CLIENT_API.module());
        var lines = new java.util.ArrayList<String>();
        lines.add("");
        lines.add("client API          " + docs(stack, Service.CLIENT_API));
        lines.add("  register a model: curl -X POST " + api + "/pc/client-api/predict_signature -H 'Content-Type: application/json' \\");
        lines.add(
                "                      -d '{\"inputs\":[{\"name\":\"prompt\",\"type\":\"str\",\"validation\":{\"description\":\"a prompt\"}}],"
                        + "\"outputs\":\"str\"}'");
        lines.add("  your models:      curl " + api + "/pc/client-api/models");
        lines.add("Cloudflare adapter  " + docs(stack, Service.CLOUDFLARE_ADAPTER));
        lines.add("  tunnels:          curl " + stack.url(Service.CLOUDFLARE_ADAPTER.module()) + "/tunnels");
        lines.add("ComfyUI bridge      " + docs(stack, Service.COMFY_BRIDGE));
        lines.add("compute gateway     " + docs(stack, Service.COMPUTE_GATEWAY));
        lines.add("DBC adapter         " + docs(stack, Service.DBC_ADAPTER));
        lines.add("No credentials are needed on this machine. The API key of tenant local is in " + stack.config().data().resolve("api-key")
                + ".");
        return lines;
    }

    /** The description of a service's API is on its management port. */
    private static String docs(LocalStack stack, Service service) {
        return "http://127.0.0.1:" + stack.config().port(service.managementPort()) + "/q/swagger-ui";
    }
}
