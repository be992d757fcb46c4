package io.trestle.simulators.dbc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;

import io.vertx.core.buffer.Buffer;

/** All GPU nodes and their time. Every access holds its monitor. */
final class World {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .visibility(PropertyAccessor.ALL, Visibility.NONE)
            .visibility(PropertyAccessor.FIELD, Visibility.ANY)
            .addModule(new SimpleModule().addSerializer(Instant.class, ToStringSerializer.instance)
                    .addDeserializer(Instant.class, new InstantFromText()))
            .build();

    private final Profile profile;
    private final Clock clock;
    private final Saved saved;
    private final Map<String, GpuNode> nodes = new LinkedHashMap<>();

    private World(DbcSimulatorConfig config, Clock real, Saved saved) {
        this.saved = saved;
        profile = config.profile();
        clock = new VirtualClock(real, saved.began, config.speed());
        saved.nodes.values().forEach(state -> nodes.put(state.nodeId, new GpuNode(state, clock, profile)));
    }

    static World begin(DbcSimulatorConfig config, Clock real) {
        var file = config.stateFile();
        if (file != null && Files.exists(file)) {
            return new World(config, real, read(file));
        }
        var fresh = new Saved();
        fresh.began = real.instant();
        config.nodes().forEach(spec -> fresh.nodes.put(spec.nodeId(), furnish(spec, fresh.began)));
        return new World(config, real, fresh);
    }

    synchronized @Nullable GpuNode node(String nodeId) {
        var node = nodes.get(nodeId);
        if (node != null) {
            node.settle();
        }
        return node;
    }

    synchronized Iterable<GpuNode> nodes() {
        nodes.values().forEach(GpuNode::settle);
        return java.util.List.copyOf(nodes.values());
    }

    Clock clock() {
        return clock;
    }

    Profile profile() {
        return profile;
    }

    synchronized Buffer encode() {
        try {
            return Buffer.buffer(JSON.writeValueAsBytes(saved));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Saved read(Path file) {
        try {
            return JSON.readValue(Files.readAllBytes(file), Saved.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static NodeState furnish(NodeSpec spec, Instant now) {
        var state = new NodeState();
        state.nodeId = spec.nodeId();
        state.name = spec.name();
        state.gpus = spec.gpus();
        state.cores = spec.cores();
        state.memoryGib = spec.memoryGib();
        state.diskGib = spec.diskGib();
        state.images.addAll(spec.images());
        for (int i = 0; i < spec.renters().size(); i++) {
            var rental = new NodeState.Rental();
            rental.order = "" + (1000 + i);
            rental.wallet = spec.renters().get(i);
            rental.ends = now.plus(spec.rentedFor());
            for (int gpu = 0; gpu < spec.gpus(); gpu++) {
                rental.gpuIndexes.add(gpu);
            }
            state.rentals.add(rental);
        }
        return state;
    }

    /** What the state file holds. */
    static final class Saved {
        Instant began = Instant.EPOCH;
        Map<String, NodeState> nodes = new LinkedHashMap<>();
    }

    private static final class InstantFromText extends com.fasterxml.jackson.databind.deser.std.StdDeserializer<Instant> {

        private static final long serialVersionUID = 1L;

        InstantFromText() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(com.fasterxml.jackson.core.JsonParser parser,
                com.fasterxml.jackson.databind.DeserializationContext context) throws IOException {
            return Instant.parse(parser.getText());
        }
    }
}
