package io.trestle.local.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackSecretsTest {
    @TempDir
    Path data;

    @Test
    void shouldStayTheSame_whenTheStackIsStartedAgain() {
        var first = StackSecrets.in(data, new SecureRandom());
        var second = StackSecrets.in(data, new SecureRandom());

        assertThat(second.encryptionKey()).isEqualTo(first.encryptionKey());
        assertThat(second.localKey()).isEqualTo(first.localKey()).isNotEqualTo(second.operatorKey());
        assertThat(Base64.getDecoder().decode(first.encryptionKey())).hasSize(32);
        assertThat(data.resolve("api-key")).hasContent(first.localKey());
    }

    @Test
    void shouldBeReadableByItsOwnerOnly_whenWritten() throws IOException {
        StackSecrets.in(data, new SecureRandom());

        for (var file : new String[]{"secrets.properties", "api-key"}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(file)))).as(file).isEqualTo("rw-------");
        }
    }
}
