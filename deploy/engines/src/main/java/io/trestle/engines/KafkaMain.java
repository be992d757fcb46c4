package io.trestle.engines;

import java.util.concurrent.CountDownLatch;

import io.trestle.engines.kafka.KafkaEngine;

/** Kafka as a process of its own; see {@link EngineProcess} for arguments and output. */
public final class KafkaMain {

    private KafkaMain() {
    }

    public static void main(String[] arguments) {
        EngineProcess.run("Kafka", arguments, (data, port, durability) -> new Running(KafkaEngine.start(data, port, durability)));
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
