package io.trestle.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;

/** Validates JSON against the schema of a message type; formats (date-time, uuid, uri) are asserted. */
final class MessageSchema {

    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12, builder -> builder
            .schemaRegistryConfig(SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

    private static final Map<Class<?>, MessageSchema> LOADED = new ConcurrentHashMap<>();
    private final Schema schema;

    private MessageSchema(Schema schema) {
        this.schema = schema;
    }

    static MessageSchema of(Class<? extends Message> type) {
        return LOADED.computeIfAbsent(type,
                ignored -> new MessageSchema(REGISTRY.getSchema(ContractFiles.text(ContractFiles.schema(type)), InputFormat.JSON)));
    }

    /** What JSON Schema itself says of the schema. */
    static List<Error> errorsOfSchema(Class<? extends Message> type) {
        var metaSchema = REGISTRY.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
        return metaSchema.validate(ContractFiles.text(ContractFiles.schema(type)), InputFormat.JSON);
    }

    MessageSchema accepts(String json) {
        assertThat(schema.validate(json, InputFormat.JSON)).as(json).isEmpty();
        return this;
    }

    MessageSchema rejects(String json) {
        assertThat(schema.validate(json, InputFormat.JSON)).as(json).isNotEmpty();
        return this;
    }
}
