package io.trestle.dbc.rules;

import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.trestle.dbc.protocol.DbcId;
import io.trestle.dbc.protocol.MultisigAccount;
import io.trestle.dbc.protocol.SignatureVerdict;
import io.trestle.dbc.protocol.Ss58;

/**
 * Who a request says it comes from. The node looks at a session first, then at a wallet, then at a group of wallets.
 *
 * @param principal names the caller, for comparing only: {@code session:…}, {@code wallet:…}, {@code multisig:…} or empty
 * @param members what the node gets
 */
public record Authentication(Kind kind, String principal, ObjectNode members) {

    /** What the node will look at. */
    public enum Kind {
        NONE, SESSION, WALLET, MULTISIG
    }

    private static final String EXPLAINED_WRAPPING = "the signature is over <Bytes>…</Bytes>, which a browser wallet puts around what it "
            + "signs; the node verifies the bare text, so sign it with sign_tool or the renter's key instead";

    /** Reads and checks what the body says; signatures under nonces are verified, those under session ids can't be without the wallet. */
    public static Authentication check(JsonNode body, List<Violation> violations) {
        var members = JsonNodeFactory.instance.objectNode();
        if (isGiven(body, "rent_order")) {
            copy(body, "rent_order", Words.RENT_ORDER.allows(body.path("rent_order").asText()), Words.RENT_ORDER.expectation(), members,
                    violations);
        }
        if (isGiven(body, "session_id") && isGiven(body, "session_id_sign")) {
            return session(body, members, violations);
        }
        if (isGiven(body, "wallet") && isGiven(body, "nonce") && isGiven(body, "sign")) {
            members.setAll(signed("", body, violations));
            return new Authentication(Kind.WALLET, "wallet:" + body.path("wallet").asText(), members);
        }
        if (body.has("multisig_accounts")) {
            return multisig(body.get("multisig_accounts"), members, violations);
        }
        return new Authentication(Kind.NONE, "", members);
    }

    private static Authentication session(JsonNode body, ObjectNode members, List<Violation> violations) {
        var id = body.path("session_id").asText();
        copy(body, "session_id", DbcId.isValid(id), "not a session id of a node", members, violations);
        var sign = signature(body.path("session_id_sign").asText());
        if (!sign.matches("[0-9a-f]{128}")) {
            violations.add(new Violation("session_id_sign", "128 hex digits"));
        }
        members.put("session_id_sign", sign);
        return new Authentication(Kind.SESSION, "session:" + id, members);
    }

    private static Authentication multisig(JsonNode group, ObjectNode members, List<Violation> violations) {
        var wallets = StreamSupport.stream(group.path("wallets").spliterator(), false).map(JsonNode::asText).toList();
        var threshold = group.path("threshold").asText();
        var checked = members.putObject("multisig_accounts");
        wallets.forEach(checked.putArray("wallets")::add);
        checked.put("threshold", threshold);
        var signs = checked.putArray("signs");
        for (int i = 0; i < group.path("signs").size(); i++) {
            signs.add(signed("multisig_accounts.signs[" + i + "].", group.path("signs").get(i), violations));
        }
        try {
            var account = MultisigAccount.address(wallets, threshold.matches("[0-9]{1,3}") ? Integer.parseInt(threshold) : 0);
            if (signs.size() < Integer.parseInt(threshold)) {
                violations.add(new Violation("multisig_accounts.signs", "as many signatures as the threshold says"));
            }
            return new Authentication(Kind.MULTISIG, "multisig:" + account, members);
        } catch (IllegalArgumentException e) {
            violations.add(new Violation("multisig_accounts", String.valueOf(e.getMessage())));
            return new Authentication(Kind.MULTISIG, "", members);
        }
    }

    private static ObjectNode signed(String path, JsonNode signed, List<Violation> violations) {
        var wallet = signed.path("wallet").asText();
        var nonce = signed.path("nonce").asText();
        var sign = signature(signed.path("sign").asText());
        if (!isAddress(wallet)) {
            violations.add(new Violation(path + "wallet", "a wallet address of DBC (SS58, prefix 42)"));
        } else if (!DbcId.isValid(nonce)) {
            violations.add(new Violation(path + "nonce", "Base58Check of a UUID, as sign_tool prints it"));
        } else {
            explain(SignatureVerdict.of(wallet, nonce, sign), path, violations);
        }
        return JsonNodeFactory.instance.objectNode().put("wallet", wallet).put("nonce", nonce).put("sign", sign);
    }

    private static void explain(SignatureVerdict verdict, String path, List<Violation> violations) {
        switch (verdict) {
            case VALID -> {
                // Whether the wallet rents the machine, the node knows.
            }
            case WRAPPED -> violations.add(new Violation(path + "sign", EXPLAINED_WRAPPING));
            case WRONG -> violations.add(new Violation(path + "sign", "does not verify for this wallet and nonce"));
            case MALFORMED -> violations.add(new Violation(path + "sign", "128 hex digits"));
        }
    }

    private static boolean isAddress(String wallet) {
        try {
            Ss58.decode(wallet);
            return true;
        } catch (IllegalArgumentException notOne) {
            return false;
        }
    }

    private static String signature(String text) {
        return (text.startsWith("0x") ? text.substring(2) : text).toLowerCase(Locale.ROOT);
    }

    private static boolean isGiven(JsonNode body, String name) {
        return body.path(name).isTextual() && !body.path(name).asText().isEmpty();
    }

    private static void copy(JsonNode body, String name, boolean allowed, String expectation, ObjectNode members,
            List<Violation> violations) {
        if (allowed) {
            members.put(name, body.path(name).asText());
        } else {
            violations.add(new Violation(name, expectation));
        }
    }

    /** The principal of a session is half of a secret. */
    @Override
    public String toString() {
        return "Authentication[" + kind + "]";
    }
}
