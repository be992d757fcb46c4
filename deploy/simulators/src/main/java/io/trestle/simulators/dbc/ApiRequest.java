package io.trestle.simulators.dbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** A request's body, checked as the client node checks it: in its order, with its texts. What it reads that is no string counts as absent. */
record ApiRequest(JsonNode json) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> TEXTS_OF_THE_SESSION = List.of("session_id", "session_id_sign");
    private static final List<String> TEXTS_OF_THE_WALLET = List.of("wallet", "nonce", "sign");

    static ApiRequest parse(Operation operation, String body, Profile profile) {
        var json = document(operation, body);
        check(json.has("peer_nodes_list"), "has no peer_nodes_list");
        check(json.get("peer_nodes_list").isArray(), "peer_nodes_list is not array");
        check(json.has("additional"), "has no additional");
        check(json.get("additional").isObject(), "additional is not object");
        TEXTS_OF_THE_WALLET.forEach(name -> checkText(json, name));
        if (json.has("multisig_accounts")) {
            checkMultisig(json.get("multisig_accounts"));
        }
        TEXTS_OF_THE_SESSION.forEach(name -> checkText(json, name));
        if (profile == Profile.P25) {
            checkText(json, "rent_order");
        }
        return new ApiRequest(json);
    }

    /** {@code images/servers} looks no deeper than this. */
    static JsonNode document(Operation operation, String body) {
        check(!body.isEmpty(), "http request body is empty");
        JsonNode json;
        try {
            json = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            var offset = e.getLocation() == null ? 0 : e.getLocation().getCharOffset();
            var images = !operation.complaintPrefix().isEmpty() && operation != Operation.NODE_INFO;
            throw Refusal.parameters("json parse error: Invalid value." + (images ? "" : "(" + offset + ")"));
        }
        check(json.isObject(), "invalid json");
        return json;
    }

    private static void checkText(JsonNode json, String name) {
        check(!json.has(name) || json.get(name).isTextual(), name + " is not string");
    }

    private static void checkMultisig(JsonNode multisig) {
        check(multisig.isObject(), "multisig_accounts is not object");
        check(multisig.has("wallets"), "multisig_accounts has no member wallets");
        check(multisig.get("wallets").isArray(), "multisig_accounts member wallets is not array");
        check(multisig.has("threshold"), "multisig_accounts has no member threshold");
        check(multisig.get("threshold").isTextual(), "multisig_accounts member threshold is not string");
        check(multisig.has("signs"), "multisig_accounts has no member signs");
        check(multisig.get("signs").isArray(), "multisig_accounts member signs is not array");
    }

    private static void check(boolean holds, String complaint) {
        if (!holds) {
            throw Refusal.parameters(complaint);
        }
    }

    /** Only the first is read; null where the list is empty. */
    @Nullable
    String node() {
        var list = json.get("peer_nodes_list");
        return list.isEmpty() ? null : list.get(0).asText();
    }

    String text(String name) {
        return textOf(json, name);
    }

    /** A member of {@code additional}; empty where it is absent or no string. */
    String additional(String name) {
        return textOf(json.get("additional"), name);
    }

    boolean hasAdditional(String name) {
        return json.get("additional").has(name);
    }

    JsonNode additionalNode(String name) {
        return json.get("additional").path(name);
    }

    boolean additionalIsEmpty() {
        return json.get("additional").isEmpty();
    }

    List<String> additionalTexts(String name) {
        var texts = new ArrayList<String>();
        json.get("additional").path(name).forEach(item -> {
            if (item.isTextual()) {
                texts.add(item.asText());
            }
        });
        return texts;
    }

    boolean hasWallet() {
        return TEXTS_OF_THE_WALLET.stream().noneMatch(name -> text(name).isEmpty());
    }

    boolean hasMultisig() {
        return json.has("multisig_accounts") && !json.get("multisig_accounts").get("wallets").isEmpty();
    }

    boolean hasSession() {
        return TEXTS_OF_THE_SESSION.stream().noneMatch(name -> text(name).isEmpty());
    }

    /** For the journal: no signature, no session. */
    static String masked(String body) {
        try {
            var json = JSON.readTree(body);
            return json.isObject()
                    ? JSON.writeValueAsString(Map.of("peer_nodes_list", json.path("peer_nodes_list"), "additional",
                            json.path("additional")))
                    : "";
        } catch (JsonProcessingException e) {
            return "(not JSON)";
        }
    }

    private static String textOf(JsonNode object, String name) {
        var value = object.path(name);
        return value.isTextual() ? value.asText() : "";
    }
}
