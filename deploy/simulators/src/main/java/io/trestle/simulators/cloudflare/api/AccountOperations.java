package io.trestle.simulators.cloudflare.api;

import java.util.List;

import io.trestle.simulators.HttpAnswer;
import io.vertx.core.json.JsonObject;

/** What a client asks to check its settings: whether its token is valid, and what its zone is called. */
public final class AccountOperations {

    private final CloudflareAccount account;

    public AccountOperations(CloudflareAccount account) {
        this.account = account;
    }

    public List<Operation> operations() {
        return List.of(new Operation("GET", "/user/tokens/verify", Scope.ANY, this::verify),
                new Operation("GET", "/accounts/{account_id}/tokens/verify", Scope.ANY, this::verify),
                new Operation("GET", "/zones/{zone_id}", Scope.DNS, this::zone));
    }

    private HttpAnswer verify(ApiCall call) {
        var result = new JsonObject().put("id", "ed17574386854bf78a67040be0a770b0").put("status", "active");
        return Envelope.ok(result, "This API Token is valid and active", 10000);
    }

    private HttpAnswer zone(ApiCall call) {
        return Envelope.ok(new JsonObject().put("id", account.zoneId()).put("name", account.zoneName()).put("status", "active")
                .put("paused", false).put("type", "full").put("account", new JsonObject().put("id", account.accountId())));
    }
}
