package io.trestle.dbc.vm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

import io.trestle.dbc.lifecycle.Vm;
import io.trestle.model.compute.VmState;

/** A VM as it is stored: the whole of it as a document, and columns to find it by. Always loaded with a row lock before it is changed. */
@Entity
@Table(name = "vm")
@DynamicUpdate
class VmEntity {

    /** Reads what an earlier or later version wrote. */
    private static final ObjectMapper JSON = JsonMapper.builder().addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS).disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    @Id
    @Column(name = "id")
    String id;
    @Column(name = "tenant", updatable = false)
    String tenant;
    @Column(name = "node_id", updatable = false)
    String nodeId;
    @Column(name = "credential_id", updatable = false)
    String credentialId;
    @Enumerated(EnumType.STRING)
    @Column(name = "state")
    VmState state;
    @Column(name = "over")
    boolean over;
    @Column(name = "task_id")
    @Nullable
    String taskId;
    @Column(name = "version")
    long version;
    @Column(name = "document")
    @JdbcTypeCode(SqlTypes.JSON)
    String document;
    @Column(name = "idempotency_key", updatable = false)
    @Nullable
    String idempotencyKey;
    @Column(name = "fingerprint", updatable = false)
    @Nullable
    String fingerprint;
    @Column(name = "created_at", updatable = false)
    Instant createdAt;
    @Column(name = "updated_at")
    Instant updatedAt;

    static VmEntity of(Vm vm) {
        var entity = new VmEntity();
        entity.id = vm.id();
        entity.tenant = vm.tenant();
        entity.nodeId = vm.nodeId();
        entity.credentialId = vm.credentialId();
        entity.createdAt = vm.requestedAt();
        entity.store(vm, vm.requestedAt());
        return entity;
    }

    void store(Vm vm, Instant now) {
        state = vm.state();
        over = vm.isOver();
        taskId = vm.taskId();
        version++;
        updatedAt = now;
        try {
            document = JSON.writeValueAsString(vm);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Vm vm() {
        try {
            return JSON.readValue(document, Vm.class);
        } catch (IOException e) {
            throw new UncheckedIOException("The document of VM " + id + " cannot be read", e);
        }
    }
}
