package io.trestle.runtime.inbox;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

import io.trestle.model.Envelope;
import io.trestle.model.MalformedMessageException;
import io.trestle.model.Message;
import io.trestle.model.MessageCodec;
import io.trestle.model.Topic;

/** Reads a CloudEvent in binary mode. */
final class RecordReader {

    private RecordReader() {
    }

    static <M extends Message> Envelope<M> read(Topic topic, Class<M> type, ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            throw new PoisonRecordException("The record has no value");
        }
        try {
            var message = type.cast(MessageCodec.decode(topic, required(record, "ce_type"), record.value()));
            return new Envelope<>(UUID.fromString(required(record, "ce_id")), required(record, "ce_source"),
                    Instant.parse(required(record, "ce_time")), header(record, "traceparent"), message);
        } catch (MalformedMessageException | IllegalArgumentException | DateTimeException e) {
            throw new PoisonRecordException(String.valueOf(e.getMessage()), e);
        }
    }

    /** @param source as in {@code ce_source}, UTF-8 */
    static boolean isFrom(byte[] source, ConsumerRecord<String, byte[]> record) {
        var header = record.headers().lastHeader("ce_source");
        return header != null && Arrays.equals(source, header.value());
    }

    private static String required(ConsumerRecord<String, byte[]> record, String name) {
        var value = header(record, name);
        if (value == null) {
            throw new PoisonRecordException("The record has no header " + name);
        }
        return value;
    }

    private static @Nullable String header(ConsumerRecord<String, byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
