package io.trestle.comfy.webhook;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.identity.CurrentCaller;
import io.trestle.runtime.problem.ProblemException;

/** What a receiver checks signatures with. */
@Path("/webhook-secret")
@Tag(name = "Jobs")
class WebhookSecretResource {

    private final WebhookSecrets secrets;
    private final CurrentCaller caller;

    WebhookSecretResource(WebhookSecrets secrets, CurrentCaller caller) {
        this.secrets = secrets;
        this.caller = caller;
    }

    /** @param secret {@code whsec_…}, base64 of the key */
    public record Secret(String secret) {

        @Override
        public String toString() {
            return "Secret[…]";
        }
    }

    @GET
    @Operation(summary = "The secret with which the webhooks of the caller's tenant are signed (Standard Webhooks)")
    public Secret get() {
        var secret = secrets.of(caller.get().tenant());
        if (secret == null) {
            throw new ProblemException(ProblemType.NOT_FOUND, "Webhooks are not signed here: no trestle.comfy.webhook.master-key is set");
        }
        return new Secret(secret);
    }
}
