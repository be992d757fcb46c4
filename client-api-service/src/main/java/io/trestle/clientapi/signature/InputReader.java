package io.trestle.clientapi.signature;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

import io.trestle.clientapi.signature.CogType.Scalar;

/**
 * Reads the {@code validation} of one input. A constraint that does not fit the type is ignored with a warning: the first client pairs
 * parameters and {@code Input(...)} defaults by position, so that one parameter without a default shifts every later validation by one.
 */
final class InputReader {

    private static final Set<String> ALWAYS = Set.of("default", "description", "deprecated");
    private static final Set<String> NUMERIC = Set.of("ge", "le");
    private static final Set<String> TEXT = Set.of("min_length", "max_length", "regex");
    private static final Set<String> KNOWN = Set.of("default", "description", "deprecated", "ge", "le", "min_length", "max_length", "regex",
            "choices", "accept");

    private final String path;
    private final String name;
    private final CogType type;
    private final SignatureLimits limits;
    private final Findings findings;
    private final DeclaredValue values;

    InputReader(String path, String name, CogType type, SignatureLimits limits, Findings findings) {
        this.path = path;
        this.name = name;
        this.type = type;
        this.limits = limits;
        this.findings = findings;
        this.values = new DeclaredValue(limits);
    }

    SignatureInput read(JsonNode validation) {
        if (!validation.isObject() && !validation.isNull() && !validation.isMissingNode()) {
            findings.violation(path, name, "type", "the validation of '" + name + "' must be an object");
        }
        validation.properties().forEach(entry -> noteMisfit(entry.getKey(), entry.getValue()));
        var without = new SignatureInput(name, type, description(validation), null, bound(validation, "ge"), bound(validation, "le"),
                length(validation, "min_length"), length(validation, "max_length"), regex(validation), choices(validation),
                deprecated(validation), accept(validation));
        new ConstraintRules(path, without, findings).check();
        return withDefault(without, validation.path("default"));
    }

    private void noteMisfit(String constraint, JsonNode value) {
        if (!KNOWN.contains(constraint)) {
            findings.warning(path, name, "unknown",
                    "cog has no constraint " + ValueCheck.brief(TextNode.valueOf(constraint)) + "; it is ignored");
        } else if (!applies(constraint) && !DeclaredValue.isNone(value)) {
            findings.warning(path + "." + constraint, name, "not_applicable", constraint + " does not fit the type " + type.text() + " of '"
                    + name
                    + "' and is ignored. If validations stand at the wrong inputs, give every parameter of the predictor an Input(...)");
        }
    }

    private boolean applies(String constraint) {
        var base = type.required();
        if (ALWAYS.contains(constraint)) {
            return true;
        }
        if (NUMERIC.contains(constraint)) {
            return base instanceof Scalar scalar && scalar.numeric();
        }
        if (TEXT.contains(constraint)) {
            return base == Scalar.STR || base == Scalar.SECRET;
        }
        var item = base instanceof CogType.ListOf list ? list.item() : base;
        return constraint.equals("accept")
                ? item == Scalar.PATH || item == Scalar.FILE
                : item == Scalar.STR || item == Scalar.INT || item == Scalar.FLOAT;
    }

    /** The constraint's value where it is given and fits the type. */
    private @Nullable JsonNode given(JsonNode validation, String constraint) {
        var value = validation.path(constraint);
        return value.isMissingNode() || DeclaredValue.isNone(value) || !applies(constraint) ? null : value;
    }

    private void refuse(String constraint, String rule, String message) {
        findings.violation(path + "." + constraint, name, rule, message);
    }

    private @Nullable String description(JsonNode validation) {
        return text(validation, "description", limits.maxDescriptionLength());
    }

    private @Nullable String accept(JsonNode validation) {
        return text(validation, "accept", limits.maxDescriptionLength());
    }

    private @Nullable String text(JsonNode validation, String constraint, int limit) {
        var given = given(validation, constraint);
        if (given == null) {
            return null;
        }
        if (!given.isTextual()) {
            refuse(constraint, "type", constraint + " of '" + name + "' must be a string");
            return null;
        }
        if (given.textValue().length() > limit) {
            refuse(constraint, "limit", constraint + " of '" + name + "' has more than " + limit + " characters");
            return null;
        }
        var quoted = values.literal(given);
        return quoted != null && quoted.isTextual() ? quoted.textValue() : given.textValue();
    }

    private boolean deprecated(JsonNode validation) {
        var given = given(validation, "deprecated");
        var read = given == null ? BooleanNode.FALSE : values.as(Scalar.BOOL, given);
        if (read == null) {
            refuse("deprecated", "type", "deprecated of '" + name + "' must be a boolean");
        }
        return read != null && read.booleanValue();
    }

    private @Nullable BigDecimal bound(JsonNode validation, String constraint) {
        var given = given(validation, constraint);
        var literal = given == null ? null : values.literal(given);
        if (literal != null && literal.isNumber() && Double.isFinite(literal.doubleValue())) {
            return literal.decimalValue();
        }
        if (given != null) {
            refuse(constraint, "type", constraint + " of '" + name + "' must be a number, not " + ValueCheck.brief(given));
        }
        return null;
    }

    private @Nullable Integer length(JsonNode validation, String constraint) {
        var given = given(validation, constraint);
        var read = given == null ? null : values.as(Scalar.INT, given);
        if (read != null && read.isInt()) {
            return read.intValue();
        }
        if (given != null) {
            refuse(constraint, "type", constraint + " of '" + name + "' must be a whole number, not " + ValueCheck.brief(given));
        }
        return null;
    }

    private @Nullable String regex(JsonNode validation) {
        var regex = text(validation, "regex", limits.maxRegexLength());
        if (regex == null) {
            return null;
        }
        try {
            Pattern.compile(regex);
            return regex;
        } catch (PatternSyntaxException e) {
            refuse("regex", "regex",
                    "the regex of '" + name + "' is none of RE2 (no look-around, no back-references): " + e.getDescription());
            return null;
        }
    }

    private List<JsonNode> choices(JsonNode validation) {
        var given = given(validation, "choices");
        if (given == null) {
            return List.of();
        }
        var literal = values.literal(given);
        if (literal == null || !literal.isArray() || literal.isEmpty()) {
            refuse("choices", "choices", "choices of '" + name + "' must be a list with at least one value");
            return List.of();
        }
        if (literal.size() > limits.maxChoices()) {
            refuse("choices", "limit", "'" + name + "' has more than " + limits.maxChoices() + " choices");
            return List.of();
        }
        var base = type.required();
        var item = base instanceof CogType.ListOf list ? list.item() : base;
        var choices = new ArrayList<JsonNode>();
        for (var each : literal) {
            var choice = values.as(item, each);
            if (choice == null || choice.isNull()) {
                refuse("choices", "choices", "the choice " + ValueCheck.brief(each) + " of '" + name + "' is no " + item.text());
                return List.of();
            }
            choices.add(choice);
        }
        return List.copyOf(choices);
    }

    private SignatureInput withDefault(SignatureInput input, JsonNode given) {
        if (given.isMissingNode()) {
            return input;
        }
        var value = values.as(type, given);
        if (value == null) {
            refuse("default", "default_type", "the default " + ValueCheck.brief(given) + " of '" + name + "' is no " + type.text());
            return input;
        }
        if (value.isNull()) {
            // None where the type has no None says "no default" (cog), except for a Secret
            return type.nullable() || type == Scalar.SECRET ? input.withDefault(value) : input;
        }
        var objection = ValueCheck.constraintObjection(input, value);
        if (objection != null) {
            refuse("default", "default_" + objection.rule(),
                    "the default " + ValueCheck.brief(given) + " of '" + name + "' " + objection.message());
        }
        return input.withDefault(value);
    }
}
