package io.trestle.runtime.outbox;

import java.nio.charset.StandardCharsets;

import org.apache.kafka.clients.producer.ProducerRecord;

import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;

/** A waiting row, as the relay claimed it. */
record OutboxRow(long seq, String key, ProducerRecord<String, byte[]> record) {

    static OutboxRow of(Row row) {
        var key = row.getString("key");
        var payload = row.getBuffer("payload");
        var record = new ProducerRecord<>(row.getString("topic"), key, payload == null ? null : payload.getBytes());
        for (var header : row.get(JsonObject.class, "headers")) {
            record.headers().add(header.getKey(), String.valueOf(header.getValue()).getBytes(StandardCharsets.UTF_8));
        }
        return new OutboxRow(row.getLong("seq"), key, record);
    }
}
