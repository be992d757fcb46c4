package io.trestle.model;

import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

/**
 * JSON bytes for a message and back. The type name travels beside the bytes ({@code ce_type}), not in them.
 * Readers ignore members they do not know, so that a writer may be one version ahead; absent optional members are omitted.
 */
public final class MessageCodec {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .build();

    private static final Map<String, Class<? extends Message>> TYPES = new LinkedHashMap<>();

    static {
        for (var topic : Topic.values()) {
            records(topic.messageType()).forEach(type -> TYPES.put(typeName(type), type));
        }
    }

    private MessageCodec() {
    }

    /** Every message class of the suite, by its type name. */
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

    public static byte[] encode(Message message) {
        try {
            return JSON.writeValueAsBytes(message);
        } catch (IOException e) {
            throw new IllegalArgumentException("Cannot encode " + message.getClass().getName(), e);
        }
    }

    /**
     * @param typeName the CloudEvents type that came with the bytes
     * @throws MalformedMessageException the topic does not carry this type, or the bytes are not such a message
     */
    public static Message decode(Topic topic, String typeName, byte[] json) throws MalformedMessageException {
        var type = TYPES.get(typeName);
        if (type == null || !topic.messageType().isAssignableFrom(type)) {
            throw new MalformedMessageException(topic.topicName() + " carries no message of type '" + typeName + "'", null);
        }
        try {
            var message = JSON.readValue(json, type);
            if (message == null) {
                throw new MalformedMessageException("A message of type '" + typeName + "' is null", null);
            }
            return message;
        } catch (IOException e) {
            throw new MalformedMessageException("Not a message of type '" + typeName + "': " + e.getMessage(), e);
        }
    }

    private static Stream<Class<? extends Message>> records(Class<? extends Message> type) {
        if (type.isRecord()) {
            return Stream.of(type);
        }
        return Stream.of(type.getPermittedSubclasses()).flatMap(sub -> records(sub.asSubclass(Message.class)));
    }
}
