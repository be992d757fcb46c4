package io.trestle.clientapi.platform;

import java.io.IOException;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.ProblemException;

/**
 * Reads JSON that is to be stored: refuses what parsers disagree about (duplicate members, NaN, text after the end) and what PostgreSQL
 * cannot store as jsonb (NUL, lone surrogates, numbers without end).
 */
@ApplicationScoped
public class StrictJson {

    /** Levels of nesting; what clients send has about six. */
    private static final int MAX_DEPTH = 64;
    /** Digits of a number; more than a double and any id have. */
    private static final int MAX_DIGITS = 200;

    private final JsonMapper mapper = JsonMapper.builder(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).maxNumberLength(MAX_DIGITS).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** @throws ProblemException {@code MALFORMED_JSON} that says where */
    public JsonNode read(byte[] body) {
        try {
            var read = mapper.readTree(body);
            if (read.isMissingNode()) {
                throw malformed("The body is empty; it must be JSON");
            }
            refuseUnstorable(read);
            return read;
        } catch (JsonProcessingException e) {
            throw malformed("The body is not well-formed JSON" + at(e.getLocation()) + reason(e));
        } catch (IOException e) {
            throw malformed("The body is not text in UTF-8");
        }
    }

    private static void refuseUnstorable(JsonNode node) {
        if (node.isTextual()) {
            refuseUnstorable(node.textValue());
        } else if (node.isNumber() && !Double.isFinite(node.doubleValue())) {
            throw malformed("The body has a number that is too large");
        }
        node.properties().forEach(member -> refuseUnstorable(member.getKey()));
        node.forEach(StrictJson::refuseUnstorable);
    }

    private static void refuseUnstorable(String text) {
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c == 0) {
                throw malformed("The body has a string with the character U+0000");
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw malformed("The body has a string with half of a surrogate pair");
            }
        }
    }

    private static String at(JsonLocation location) {
        return location == null || location.getLineNr() < 1
                ? ""
                : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    /** Jackson's own words name classes and settings; these are the cases that need words. */
    private static String reason(JsonProcessingException failure) {
        var words = String.valueOf(failure.getOriginalMessage());
        if (words.startsWith("Duplicate field")) {
            return ": a member stands twice";
        }
        if (words.contains("nesting depth")) {
            return ": more than " + MAX_DEPTH + " levels";
        }
        if (words.contains("Number value length")) {
            return ": a number with more than " + MAX_DIGITS + " digits";
        }
        return words.contains("NaN") || words.contains("INF") || words.contains("Infinity") ? ": NaN and Infinity are no JSON" : "";
    }

    private static ProblemException malformed(String detail) {
        return new ProblemException(ProblemType.MALFORMED_JSON, detail);
    }
}
