package io.trestle.clientapi.signature;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;

import io.trestle.clientapi.signature.CogType.Scalar;

/** Reads the annotation text of a cog parameter or return type ({@code ast.unparse()} of it). Module prefixes are ignored: {@code cog.Path} is Path. */
final class CogTypeParser {

    private static final Map<String, CogType> NAMED = Map.ofEntries(Map.entry("str", Scalar.STR), Map.entry("int", Scalar.INT),
            Map.entry("float", Scalar.FLOAT), Map.entry("bool", Scalar.BOOL), Map.entry("Path", Scalar.PATH),
            Map.entry("File", Scalar.FILE), Map.entry("Secret", Scalar.SECRET), Map.entry("Any", Scalar.ANY),
            Map.entry("object", Scalar.ANY), Map.entry("dict", new CogType.DictOf(Scalar.ANY)),
            Map.entry("Dict", new CogType.DictOf(Scalar.ANY)), Map.entry("list", new CogType.ListOf(Scalar.ANY)),
            Map.entry("List", new CogType.ListOf(Scalar.ANY)));

    private static final Set<String> ITERATORS = Set.of("Iterator", "AsyncIterator", "Iterable", "Generator", "AsyncGenerator");
    private static final Set<String> CONCATENATING = Set.of("ConcatenateIterator", "AsyncConcatenateIterator");

    private final PythonText in;
    private final SignatureLimits limits;

    private CogTypeParser(PythonText in, SignatureLimits limits) {
        this.in = in;
        this.limits = limits;
    }

    static CogType parse(String text, SignatureLimits limits) throws PythonSyntaxException {
        var parsed = parse(text, limits, 0).type();
        if (parsed == null) {
            throw new PythonSyntaxException("None alone is no type of an input or output");
        }
        return parsed;
    }

    private static Parsed parse(String text, SignatureLimits limits, int depth) throws PythonSyntaxException {
        if (text.length() > limits.maxTypeLength()) {
            throw new PythonSyntaxException("a type has at most " + limits.maxTypeLength() + " characters");
        }
        var in = new PythonText(text);
        var type = new CogTypeParser(in, limits).union(depth);
        in.expectEnd();
        return type;
    }

    /** {@code A | B | None} */
    private Parsed union(int depth) throws PythonSyntaxException {
        if (depth > limits.maxTypeDepth()) {
            throw new PythonSyntaxException("a type has at most " + limits.maxTypeDepth() + " levels");
        }
        var members = new ArrayList<Parsed>();
        do {
            members.add(single(depth));
        } while (in.take('|'));
        return join(members);
    }

    /** What was read: a type, or {@code None} where there is none. */
    private record Parsed(@Nullable CogType type) {
    }

    private Parsed join(List<Parsed> members) throws PythonSyntaxException {
        var distinct = new LinkedHashSet<CogType>();
        var none = false;
        for (var member : members) {
            var type = member.type();
            none |= type == null || type.nullable();
            if (type != null) {
                var required = type.required();
                distinct.addAll(required instanceof CogType.UnionOf union ? union.members() : List.of(required));
            }
        }
        if (distinct.isEmpty()) {
            return new Parsed(null);
        }
        if (distinct.size() > limits.maxUnionMembers()) {
            throw new PythonSyntaxException("a union has at most " + limits.maxUnionMembers() + " members");
        }
        var joined = distinct.size() == 1 ? distinct.iterator().next() : new CogType.UnionOf(List.copyOf(distinct));
        return new Parsed(none ? new CogType.OptionalOf(joined) : joined);
    }

    private Parsed single(int depth) throws PythonSyntaxException {
        if (in.atString()) {
            // a forward reference: 'Output'
            return parse(in.strings(), limits, depth + 1);
        }
        var qualified = in.word();
        var name = qualified.substring(qualified.lastIndexOf('.') + 1);
        if (name.equals("None") || name.equals("NoneType")) {
            return new Parsed(null);
        }
        if (in.take('[')) {
            return generic(name, depth);
        }
        if (!SignatureNames.isIdentifier(name)) {
            throw new PythonSyntaxException("'" + name + "' is no name of a type");
        }
        var known = NAMED.get(name);
        return new Parsed(known == null ? new CogType.Custom(name) : known);
    }

    private Parsed generic(String name, int depth) throws PythonSyntaxException {
        if (name.equals("Literal")) {
            return new Parsed(literal());
        }
        if (name.equals("Annotated")) {
            return annotated(depth);
        }
        var arguments = arguments(depth);
        return switch (name) {
            case "Union" -> join(arguments);
            case "Optional" -> new Parsed(new CogType.OptionalOf(only(name, arguments).required()));
            case "list", "List" -> new Parsed(new CogType.ListOf(only(name, arguments)));
            case "dict", "Dict" -> new Parsed(dict(arguments));
            default -> new Parsed(iterator(name, arguments));
        };
    }

    private static CogType iterator(String name, List<Parsed> arguments) throws PythonSyntaxException {
        if (ITERATORS.contains(name)) {
            return new CogType.IteratorOf(first(name, arguments), false);
        }
        if (CONCATENATING.contains(name)) {
            return concatenation(only(name, arguments));
        }
        throw new PythonSyntaxException("'" + name + "[...]' is no type of cog");
    }

    private List<Parsed> arguments(int depth) throws PythonSyntaxException {
        var arguments = new ArrayList<Parsed>();
        do {
            arguments.add(union(depth + 1));
        } while (in.take(',') && !in.at(']'));
        in.expect(']');
        return arguments;
    }

    private static CogType only(String name, List<Parsed> arguments) throws PythonSyntaxException {
        if (arguments.size() != 1) {
            throw new PythonSyntaxException(name + "[...] has one parameter, not " + arguments.size());
        }
        return first(name, arguments);
    }

    private static CogType first(String name, List<Parsed> arguments) throws PythonSyntaxException {
        var type = arguments.get(0).type();
        if (type == null) {
            throw new PythonSyntaxException(name + "[None] has no values");
        }
        return type;
    }

    private static CogType dict(List<Parsed> arguments) throws PythonSyntaxException {
        if (arguments.size() != 2) {
            throw new PythonSyntaxException("dict[...] has two parameters, not " + arguments.size());
        }
        var value = arguments.get(1).type();
        return new CogType.DictOf(value == null ? Scalar.ANY : value);
    }

    private static CogType concatenation(CogType item) throws PythonSyntaxException {
        if (item != Scalar.STR) {
            throw new PythonSyntaxException("ConcatenateIterator is of str, not of " + item.text());
        }
        return new CogType.IteratorOf(item, true);
    }

    /** {@code Annotated[T, ...]} is T; what follows is metadata of the worker. */
    private Parsed annotated(int depth) throws PythonSyntaxException {
        var type = union(depth + 1);
        in.skipToClosing();
        return type;
    }

    private CogType literal() throws PythonSyntaxException {
        var values = new LinkedHashSet<JsonNode>();
        var reader = new PythonLiteral(in, limits);
        var nullable = false;
        do {
            var value = reader.value(0);
            if (value.isContainerNode() || value.isDouble()) {
                throw new PythonSyntaxException("Literal[...] is of strings, integers and booleans");
            }
            nullable |= value.isNull();
            if (!value.isNull()) {
                values.add(value);
            }
        } while (in.take(',') && !in.at(']'));
        in.expect(']');
        if (values.isEmpty() || values.size() > limits.maxChoices()) {
            throw new PythonSyntaxException("Literal[...] has 1 to " + limits.maxChoices() + " values");
        }
        var literal = new CogType.LiteralOf(List.copyOf(values));
        return nullable ? new CogType.OptionalOf(literal) : literal;
    }
}
