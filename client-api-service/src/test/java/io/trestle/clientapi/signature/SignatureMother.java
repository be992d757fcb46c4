package io.trestle.clientapi.signature;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.smallrye.config.SmallRyeConfigBuilder;

/** Signatures as clients send them. */
public final class SignatureMother {

    private static final ObjectMapper JSON = new ObjectMapper();

    private SignatureMother() {
    }

    /** The defaults that the configuration documents. */
    public static SignatureLimits limits() {
        return new SmallRyeConfigBuilder().withMapping(SignatureLimits.class).build().getConfigMapping(SignatureLimits.class);
    }

    public static SignatureReader reader() {
        return new SignatureReader(limits());
    }

    /** The example of the seed, where every value is a string. */
    public static ObjectNode seed() {
        return document("""
                {"name":"prompt","type":"str","validation":{"description":"this is a prompt"}},
                {"name":"seed","type":"int","validation":{"description":"seed"}},
                {"name":"steps","type":"int","validation":{"default":"50","description":"steps","ge":"0","le":"1000"}},
                {"name":"guidance_scale","type":"float",
                 "validation":{"default":"5.0","description":"guidance_scale","ge":"0","le":"20"}}""", "list[Path]");
    }

    public static ObjectNode document(String inputs, String outputs) {
        return (ObjectNode) json("{\"inputs\":[" + inputs + "],\"outputs\":\"" + outputs + "\"}");
    }

    /** One input {@code x}. */
    public static ObjectNode input(String type, String validation) {
        var document = document("{\"name\":\"x\",\"validation\":" + validation + "}", "str");
        ((ObjectNode) document.path("inputs").get(0)).put("type", type);
        return document;
    }

    public static Signature signature(ObjectNode document) {
        try {
            return reader().read(document).signature();
        } catch (InvalidSignatureException e) {
            throw new IllegalArgumentException(e.violations().toString(), e);
        }
    }

    public static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
