package io.trestle.dbc.credential;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.trestle.dbc.credential.CredentialEntity.Kind;
import io.trestle.dbc.protocol.DbcId;
import io.trestle.dbc.protocol.RenterKey;

/** The secret part of a credential, opened: a key, or a session id with its signature behind a blank. Lives as long as one call. */
record Secret(Kind kind, String text, @Nullable String rentOrder) {

    static String session(String id, String sign) {
        return id + " " + sign;
    }

    byte[] bytes() {
        return text.getBytes(US_ASCII);
    }

    /** The members of a body that say who asks. A key signs a nonce that nobody saw before, so that nothing can be replayed. */
    ObjectNode members() {
        var members = JsonNodeFactory.instance.objectNode();
        if (kind == Kind.KEY) {
            var key = RenterKey.fromHex(text);
            var nonce = DbcId.newNonce();
            members.put("wallet", key.address()).put("nonce", nonce).put("sign", key.sign(nonce));
        } else {
            var parts = text.split(" ", 2);
            members.put("session_id", parts[0]).put("session_id_sign", parts[1]);
        }
        if (rentOrder != null) {
            members.put("rent_order", rentOrder);
        }
        return members;
    }

    @Override
    public String toString() {
        return "Secret[" + kind + "]";
    }
}
