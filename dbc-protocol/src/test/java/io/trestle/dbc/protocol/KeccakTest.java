package io.trestle.dbc.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeccakTest {

    private static final int RATE = 136;

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "A message that is shorter than one block of SHA3-256."})
    void shouldMakeTheJdksSha3_whenUsedAsASponge(String message) throws Exception {
        var expected = MessageDigest.getInstance("SHA3-256").digest(message.getBytes(UTF_8));

        assertThat(sha3(message.getBytes(UTF_8))).isEqualTo(expected);
    }

    private static byte[] sha3(byte[] message) {
        var block = new byte[200];
        System.arraycopy(message, 0, block, 0, message.length);
        block[message.length] = 0x06;
        block[RATE - 1] |= (byte) 0x80;
        var lanes = new long[25];
        ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(lanes);
        Keccak.permute(lanes);
        var out = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
        out.asLongBuffer().put(lanes);
        return java.util.Arrays.copyOf(out.array(), 32);
    }
}
