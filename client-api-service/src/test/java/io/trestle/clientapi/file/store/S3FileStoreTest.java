package io.trestle.clientapi.file.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.trestle.s3server.S3Server;

class S3FileStoreTest extends FileStoreContract {

    private static S3Server server;
    private static S3FileStore store;

    @BeforeAll
    static void start(@TempDir Path directory) {
        server = S3Server.start(directory);
        store = storeAt(server.endpoint().toString());
    }

    @AfterAll
    static void stop() {
        store.close();
        server.close();
    }

    private static S3FileStore storeAt(String endpoint) {
        var config = new SmallRyeConfigBuilder().withMapping(FileStoreConfig.class)
                .withConverter(MemorySize.class, 100,
                        new MemorySizeConverter())
                .withDefaultValue("trestle.files.s3.endpoint", endpoint)
                .withDefaultValue("trestle.files.s3.bucket", S3Server.BUCKET)
                .withDefaultValue("trestle.files.s3.access-key", S3Server.ACCESS_KEY)
                .withDefaultValue("trestle.files.s3.secret-key", S3Server.SECRET_KEY)
                .withDefaultValue("trestle.files.s3.part-size", String.valueOf(PART))
                .build().getConfigMapping(FileStoreConfig.class).s3();
        return new S3FileStore(S3Client.of(config), config, UUID::randomUUID);
    }

    @Override
    FileStore store() {
        return store;
    }

    @Nested
    class Unreachable {

        @Test
        void shouldFailAsAStore_whenNobodyAnswers() {
            try (var away = storeAt("http://127.0.0.1:9")) {
                var draft = get(away.begin(1));
                assertThatThrownBy(() -> get(draft.keep())).isInstanceOf(FileStoreException.class);
                assertThatThrownBy(() -> get(away.has("x"))).isInstanceOf(FileStoreException.class);
                assertThatThrownBy(() -> get(away.keptBefore(Instant.MAX))).isInstanceOf(FileStoreException.class);
                assertThatThrownBy(() -> get(away.dropAbandoned(Instant.MAX))).isInstanceOf(FileStoreException.class);
                get(draft.drop());
            }
        }
    }
}
