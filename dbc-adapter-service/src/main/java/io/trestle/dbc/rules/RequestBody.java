package io.trestle.dbc.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A body that was checked. What is sent is written anew from the checked parts, so that nothing leaves that nobody looked at (a second member of
 * the same name, of which the node would read the other one).
 *
 * @param node the GPU node it is for; empty where it is for the client node itself
 * @param json what to send
 */
public record RequestBody(String node, Authentication authentication, ObjectNode json) {

    /** Comments are read because the published description has them in its bodies. */
    private static final ObjectMapper JSON = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
    private static final Set<String> MEMBERS = Set.of("peer_nodes_list", "additional", "wallet", "nonce", "sign", "multisig_accounts",
            "session_id", "session_id_sign", "rent_order");
    private static final List<String> TEXTS = List.of("wallet", "nonce", "sign", "session_id", "session_id_sign", "rent_order");

    /** @throws RefusedRequestException with the API's own words where it has some */
    public static RequestBody check(Operation operation, Profile profile, byte[] bytes) {
        var json = parse(bytes);
        if (operation == Operation.IMAGE_SERVERS) {
            return new RequestBody("", Authentication.check(JsonNodeFactory.instance.objectNode(), new ArrayList<>()),
                    assembled(JsonNodeFactory.instance.arrayNode(), JsonNodeFactory.instance.objectNode()));
        }
        checkShape(json);
        var node = node(json.get("peer_nodes_list"));
        var violations = new ArrayList<Violation>();
        var additional = AdditionalRules.of(profile).check(operation, json.get("additional"), violations);
        var authentication = Authentication.check(json, violations);
        if (!violations.isEmpty()) {
            throw new RefusedRequestException(violations.get(0).toString());
        }
        checkNodeIsGiven(operation, node, authentication);
        complete(operation, profile, additional);
        var nodes = JsonNodeFactory.instance.arrayNode();
        if (!node.isEmpty()) {
            nodes.add(node);
        }
        var checked = assembled(nodes, additional);
        checked.setAll(authentication.members());
        return new RequestBody(node, authentication, checked);
    }

    private static JsonNode parse(byte[] bytes) {
        if (bytes.length == 0) {
            throw new RefusedRequestException("http request body is empty");
        }
        try {
            var json = read(bytes);
            require(json.isObject(), "invalid json");
            return json;
        } catch (JsonProcessingException e) {
            var duplicate = String.valueOf(e.getOriginalMessage()).startsWith("Duplicate field");
            var at = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset());
            throw new RefusedRequestException(
                    "json parse error: " + (duplicate ? "A member stands twice." : "Invalid value.") + "(" + at + ")");
        } catch (java.io.IOException e) {
            throw new IllegalStateException("Bytes are always readable", e);
        }
    }

    private static JsonNode read(byte[] bytes) throws java.io.IOException {
        try {
            return JSON.readTree(bytes);
        } catch (JsonProcessingException broken) {
            try {
                return JSON.readTree(MissingCommas.inserted(bytes));
            } catch (JsonProcessingException stillBroken) {
                // Its places are those of another text.
                throw broken;
            }
        }
    }

    /** In the order and the words of the client node. */
    private static void checkShape(JsonNode json) {
        require(json.has("peer_nodes_list"), "has no peer_nodes_list");
        require(json.get("peer_nodes_list").isArray(), "peer_nodes_list is not array");
        require(json.has("additional"), "has no additional");
        require(json.get("additional").isObject(), "additional is not object");
        TEXTS.forEach(name -> require(!json.has(name) || json.get(name).isTextual(), name + " is not string"));
        var group = json.path("multisig_accounts");
        if (!group.isMissingNode()) {
            require(group.isObject(), "multisig_accounts is not object");
            List.of("wallets", "threshold", "signs").forEach(name -> require(group.has(name), "multisig_accounts has no member " + name));
            require(group.get("wallets").isArray(), "multisig_accounts member wallets is not array");
            require(group.get("threshold").isTextual() || group.get("threshold").isInt(),
                    "multisig_accounts member threshold is not string");
            require(group.get("signs").isArray(), "multisig_accounts member signs is not array");
        }
        json.fieldNames().forEachRemaining(name -> require(MEMBERS.contains(name),
                "the node would ignore a member that no call has; there are peer_nodes_list, additional, wallet, nonce, sign, "
                        + "multisig_accounts, session_id, session_id_sign and rent_order"));
    }

    private static String node(JsonNode list) {
        if (list.isEmpty()) {
            return "";
        }
        require(list.size() == 1, "peer_nodes_list: the node would ignore all but the first; send one call for each");
        var id = list.get(0);
        require(!id.isTextual() || !id.asText().isEmpty(), "peer_nodeid is empty");
        require(id.isTextual() && Words.NODE_ID.allows(id.asText()), "peer_nodes_list[0]: " + Words.NODE_ID.expectation());
        return id.asText();
    }

    private static void checkNodeIsGiven(Operation operation, String node, Authentication authentication) {
        switch (operation) {
            case NODE_INFO, IMAGES -> {
                // For the client node itself, and for everyone.
            }
            case IMAGE_UPLOAD -> require(node.isEmpty() || authentication.kind() != Authentication.Kind.NONE,
                    "session_id and wallet all invalid");
            default -> {
                require(!node.isEmpty(), "peer_nodeid is empty");
                var session = authentication.kind() == Authentication.Kind.SESSION && operation == Operation.SESSION_ID;
                require(authentication.kind() != Authentication.Kind.NONE && !session,
                        operation == Operation.CREATE || operation == Operation.IMAGE_DOWNLOAD
                                ? "session_id and wallet all invalid"
                                : "wallet_sign and multisig_wallets all invalid");
            }
        }
    }

    /** Bridges what the published description and a node of this profile call by different names, or disagree about. */
    private static void complete(Operation operation, Profile profile, ObjectNode additional) {
        if (operation == Operation.SNAPSHOT_CREATE && additional.has("snapshot_name")) {
            var description = additional.path("description").asText(additional.path("snapshot_name").asText());
            additional.remove("description");
            // Published as optional; the node insists.
            additional.put(profile == Profile.P22 ? "description" : "desc", description);
        }
        if (operation == Operation.CREATE && profile == Profile.P25) {
            // Newer nodes know these two words only.
            var system = additional.path("operation_system").asText("");
            additional.put("operation_system", system.contains("win") ? "windows" : "linux");
        }
    }

    private static ObjectNode assembled(ArrayNode nodes, ObjectNode additional) {
        var json = JsonNodeFactory.instance.objectNode();
        json.set("peer_nodes_list", nodes);
        json.set("additional", additional);
        return json;
    }

    private static void require(boolean holds, String complaint) {
        if (!holds) {
            throw new RefusedRequestException(complaint);
        }
    }

    @Override
    public String toString() {
        return "RequestBody[" + node + ", " + authentication.kind() + "]";
    }
}
