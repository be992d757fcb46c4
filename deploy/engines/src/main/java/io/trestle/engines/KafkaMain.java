package io.trestle.engines;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

import io.trestle.engines.kafka.KafkaEngine;
import io.trestle.engines.process.Durability;

/**
 * Kafka as a process of its own; see {@link EngineProcess} for arguments and output. The variable {@code ADVERTISED_PORT} names the port that
 * clients are sent to, where a proxy stands before the broker.
 */
public final class KafkaMain {

    private KafkaMain() {
    }

    public static void main(String[] arguments) {
        EngineProcess.run("Kafka", arguments, (data, port, durability) -> new Running(start(data, port, durability)));
    }

    private static KafkaEngine start(Path data, int port, Durability durability) {
        var advertised = System.getenv("ADVERTISED_PORT");
        return advertised == null
                ? KafkaEngine.start(data, port, durability)
                : KafkaEngine.startBehind(Integer.parseInt(advertised), data, port, durability);
    }

    private record Running(KafkaEngine engine) implements EngineProcess.Engine {

        @Override
        public String hostAndPort() {
            return engine.bootstrapServers();
        }

        @Override
        public void stop() {
            engine.stop();
        }

        @Override
        public void awaitEnd() throws InterruptedException {
            // a broker that cannot go on ends this JVM itself
            new CountDownLatch(1).await();
        }
    }
}
