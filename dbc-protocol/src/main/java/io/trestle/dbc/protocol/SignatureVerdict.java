package io.trestle.dbc.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.HexFormat;
import java.util.regex.Pattern;

/** What a wallet's signature under a nonce or session id is worth to a node. */
public enum SignatureVerdict {

    /** The node takes it. */
    VALID,
    /**
     * It is right, but over {@code <Bytes>text</Bytes>}: browser wallets wrap what {@code signRaw} gets that way, and the node verifies
     * the bare text. Only a signature over the bare text helps, as {@code sign_tool} makes it.
     */
    WRAPPED,
    /** Another wallet's, under another text, or altered. */
    WRONG,
    /** Not 128 hex digits, or the wallet is no address. */
    MALFORMED;

    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{128}");

    public static SignatureVerdict of(String wallet, String text, String signature) {
        if (!HEX.matcher(signature).matches()) {
            return MALFORMED;
        }
        byte[] key;
        try {
            key = Ss58.decode(wallet);
        } catch (IllegalArgumentException notAnAddress) {
            return MALFORMED;
        }
        var bytes = HexFormat.of().parseHex(signature);
        if (Sr25519.verify(key, text.getBytes(US_ASCII), bytes)) {
            return VALID;
        }
        return Sr25519.verify(key, ("<Bytes>" + text + "</Bytes>").getBytes(US_ASCII), bytes) ? WRAPPED : WRONG;
    }
}
