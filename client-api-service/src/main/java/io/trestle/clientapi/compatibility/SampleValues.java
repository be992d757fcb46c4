package io.trestle.clientapi.compatibility;

import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.trestle.clientapi.signature.CogType;
import io.trestle.clientapi.signature.SignatureInput;

/** Values worth trying on two versions of an input: ordinary ones of every type, and those at the limits. */
final class SampleValues {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Longer samples prove nothing that shorter ones do not. */
    private static final int LONGEST = 20_000;

    /** Texts of the forms that patterns in signatures ask for. */
    private static final List<String> TEXTS = List.of("a", "", "A", "0", "text", "Some words.", "123", "-1", "1.5", "1:1", "16:9",
            "512x512",
            "#ff0000", "en", "en-US", "abc_123", "abc-123", "2025-01-31", "12:34", "12:34:56", "someone@trestle.example",
            "https://trestle.example/file.png", "data:text/plain,a", "550e8400-e29b-41d4-a716-446655440000", "/tmp/file.txt", "ü", "\n");

    private SampleValues() {
    }

    /** Made as they are asked for: mostly the first ones will do. */
    static Stream<JsonNode> near(SignatureInput before, SignatureInput after) {
        return Stream.<Supplier<Stream<JsonNode>>>of(() -> declared(before), () -> declared(after),
                () -> scalars(before, after).stream(), () -> structured(before, after)).flatMap(Supplier::get);
    }

    private static Stream<JsonNode> declared(SignatureInput input) {
        return Stream.concat(Stream.ofNullable(input.defaultValue()), input.choices().stream());
    }

    private static Set<JsonNode> scalars(SignatureInput before, SignatureInput after) {
        var values = new LinkedHashSet<JsonNode>();
        for (var input : List.of(before, after)) {
            literals(input.type(), values);
            around(input.ge(), values);
            around(input.le(), values);
        }
        List.of(1, 0, -1, 2, 100).forEach(number -> values.add(JSON.numberNode(number)));
        values.add(JSON.numberNode(0.5));
        values.add(JSON.numberNode(-0.5));
        TEXTS.forEach(text -> values.add(JSON.textNode(text)));
        for (var input : List.of(before, after)) {
            lengths(input.minLength(), values);
            lengths(input.maxLength(), values);
        }
        values.add(JSON.booleanNode(true));
        values.add(JSON.booleanNode(false));
        values.add(JSON.nullNode());
        return values;
    }

    private static void around(@Nullable BigDecimal bound, Set<JsonNode> values) {
        if (bound != null) {
            for (var distance : List.of(BigDecimal.ZERO, BigDecimal.ONE, BigDecimal.ONE.negate(), new BigDecimal("0.5"),
                    new BigDecimal("-0.5"))) {
                values.add(number(bound.add(distance)));
            }
        }
    }

    private static JsonNode number(BigDecimal value) {
        var plain = value.stripTrailingZeros();
        if (plain.scale() > 0) {
            return JSON.numberNode(value.doubleValue());
        }
        var whole = plain.toBigInteger();
        return whole.bitLength() < Integer.SIZE ? JSON.numberNode(whole.intValue()) : JSON.numberNode(whole);
    }

    private static void lengths(@Nullable Integer bound, Set<JsonNode> values) {
        if (bound != null && bound < LONGEST) {
            for (var length = Math.max(0, bound - 1); length <= bound + 1; length++) {
                values.add(JSON.textNode("a".repeat(length)));
            }
        }
    }

    private static void literals(CogType type, Set<JsonNode> values) {
        if (type.required() instanceof CogType.LiteralOf literal) {
            values.addAll(literal.values());
        } else if (type.required() instanceof CogType.ListOf list) {
            literals(list.item(), values);
        } else if (type.required() instanceof CogType.UnionOf union) {
            union.members().forEach(member -> literals(member, values));
        }
    }

    /** Lists and objects of the others. */
    private static Stream<JsonNode> structured(SignatureInput before, SignatureInput after) {
        Stream<JsonNode> plain = Stream.<JsonNode>of(JSON.arrayNode(), JSON.objectNode(), JSON.arrayNode().add(1),
                JSON.objectNode().put("key", 1));
        if (!isNested(before.type()) && !isNested(after.type())) {
            return plain;
        }
        var items = Stream.of(declared(before), declared(after), scalars(before, after).stream()).flatMap(Function.identity());
        return Stream.concat(plain, items.flatMap(item -> Stream.<JsonNode>of(JSON.arrayNode().add(item),
                JSON.arrayNode().add(JSON.arrayNode().add(item)), JSON.objectNode().<ObjectNode>set("key", item))));
    }

    private static boolean isNested(CogType type) {
        var required = type.required();
        return required instanceof CogType.ListOf || required instanceof CogType.DictOf
                || required instanceof CogType.UnionOf union && union.members().stream().anyMatch(SampleValues::isNested);
    }
}
