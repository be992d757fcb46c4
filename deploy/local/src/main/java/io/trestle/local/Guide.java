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
        lines.add("client API          " + api + "/q/swagger-ui");
        lines.add("  register a model: curl -X POST " + api + "/pc/client-api/predict_signature -H 'Content-Type: application/json' \\");
        lines.add(
                "                      -d '{\"inputs\":[{\"name\":\"prompt\",\"type\":\"str\",\"validation\":{\"description\":\"a prompt\"}}],"
                        + "\"outputs\":\"str\"}'");
        lines.add("  your models:      curl " + api + "/pc/client-api/models");
        lines.add("Cloudflare adapter  " + stack.url(Service.CLOUDFLARE_ADAPTER.module()) + "/q/swagger-ui");
        lines.add("  tunnels:          curl " + stack.url(Service.CLOUDFLARE_ADAPTER.module()) + "/tunnels");
        lines.add("ComfyUI bridge      " + stack.url(Service.COMFY_BRIDGE.module()) + "/q/swagger-ui");
        lines.add("compute gateway     " + stack.url(Service.COMPUTE_GATEWAY.module()) + "/q/swagger-ui");
        lines.add("DBC adapter         " + stack.url(Service.DBC_ADAPTER.module()) + "/q/swagger-ui");
        lines.add("No credentials are needed on this machine. The API key of tenant local is in " + stack.config().data().resolve("api-key")
                + ".");
        return lines;
    }
}
