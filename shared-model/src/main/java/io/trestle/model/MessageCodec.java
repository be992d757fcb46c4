package io.trestle.model;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * JSON bytes (UTF-8) for a message and back. The type name travels beside the bytes ({@code ce_type}), not in them.
 * Readers ignore members they do not know, so that a writer may be one version ahead; absent optional members are omitted.
 * What a reader refuses is written down in {@link MessageJson} and {@link JsonLimits}.
 */
public final class MessageCodec {

    private static final ObjectMapper JSON = MessageJson.mapper();
    private static final Map<String, Class<? extends Message>> TYPES = typesByName();
    private static final Pattern PRINTABLE_NAME = Pattern.compile("[\\w.-]{1,100}");

    private MessageCodec() {
    }

    /** Every message class of the suite. */
    public static Collection<Class<? extends Message>> types() {
        return TYPES.values();
    }

    /** The CloudEvents type of a message class. */
    public static String typeName(Class<? extends Message> type) {
        var name = type.getAnnotation(MessageType.class);
        if (name == null) {
            throw new IllegalArgumentException(type.getName() + " has no @MessageType");
        }
        return name.value();
    }

    /**
     * Text that a database or a UTF-8 encoder would refuse (U+0000, half a surrogate pair) becomes U+FFFD: it comes from workers and nodes, and must
     * not stop an event.
     *
     * @throws IllegalArgumentException a free-form value is nested too deeply, see {@link JsonLimits#allow}
     */
    public static byte[] encode(Message message) {
        try {
            return write(message);
        } catch (IOException e) {
            throw new IllegalArgumentException("Cannot encode " + message.getClass().getName(), e);
        }
    }

    /**
     * @param typeName the CloudEvents type that came with the bytes
     * @param json null where the record had no value (a tombstone)
     * @throws MalformedMessageException the topic does not carry this type, or the bytes are not such a message
     */
    public static Message decode(Topic topic, String typeName, byte @Nullable [] json) throws MalformedMessageException {
        var type = TYPES.get(typeName);
        if (type == null || !topic.messageType().isAssignableFrom(type)) {
            throw new MalformedMessageException(topic.topicName() + " carries no message of type " + printable(typeName));
        }
        if (json == null) {
            throw new MalformedMessageException("A record of type '" + typeName + "' has no value");
        }
        var tree = parse(typeName, json);
        try {
            return JSON.treeToValue(tree, type);
        } catch (JsonMappingException e) {
            throw new MalformedMessageException(
                    "Not a message of type '" + typeName + "': member '" + path(e) + "' is missing, null or of a wrong type");
        } catch (JacksonException e) {
            throw new MalformedMessageException("Not a message of type '" + typeName + "'");
        }
    }

    static byte[] write(Object value) throws IOException {
        var bytes = new ByteArrayOutputStream(512);
        try (var generator = new StorableTextGenerator(JSON.getFactory().createGenerator(bytes))) {
            JSON.writeValue(generator, value);
        }
        return bytes.toByteArray();
    }

    private static JsonNode parse(String typeName, byte[] json) throws MalformedMessageException {
        JsonNode tree;
        try {
            tree = JSON.readTree(json);
        } catch (JacksonException e) {
            var at = e.getLocation();
            throw new MalformedMessageException(
                    "The value of a record of type '" + typeName + "' is not JSON, has a member twice or is beyond the limits"
                            + (at == null ? "" : ": line " + at.getLineNr() + ", column " + at.getColumnNr()));
        } catch (IOException e) {
            throw new MalformedMessageException("The value of a record of type '" + typeName + "' is not UTF-8");
        }
        if (!tree.isObject()) {
            throw new MalformedMessageException("The value of a record of type '" + typeName + "' is not a JSON object");
        }
        if (!JsonLimits.storable(tree)) {
            throw new MalformedMessageException(
                    "The value of a record of type '" + typeName + "' holds U+0000 or a number beyond a double");
        }
        return tree;
    }

    /** Names of our own members only: free-form values are taken as they are. */
    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                .collect(Collectors.joining())
                .replaceFirst("^\\.", "");
    }

    /** The name comes from a header, which can hold anything. */
    private static String printable(String typeName) {
        return PRINTABLE_NAME.matcher(typeName).matches() ? "'" + typeName + "'" : "that came with it";
    }

    private static Map<String, Class<? extends Message>> typesByName() {
        var types = new LinkedHashMap<String, Class<? extends Message>>();
        for (var topic : Topic.values()) {
            records(topic.messageType()).forEach(type -> {
                var other = types.put(typeName(type), type);
                if (other != null) {
                    throw new IllegalStateException(type.getName() + " has the type name of " + other.getName());
                }
            });
        }
        return Collections.unmodifiableMap(types);
    }

    private static Stream<Class<? extends Message>> records(Class<? extends Message> type) {
        if (type.isRecord()) {
            return Stream.of(type);
        }
        return Stream.of(type.getPermittedSubclasses()).flatMap(sub -> records(sub.asSubclass(Message.class)));
    }
}
