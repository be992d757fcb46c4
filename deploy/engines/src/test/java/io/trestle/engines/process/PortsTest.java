package io.trestle.engines.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

class PortsTest {

    @Test
    void shouldNotBePortOfOutgoingConnections_whenFree() {
        for (int i = 0; i < 20; i++) {
            assertThat(Ports.free()).isBetween(21_000, 31_999);
        }
    }

    @Test
    void shouldTryAnotherPort_whenRaceIsLost() {
        List<Integer> tried = new ArrayList<>();
        int port = Ports.onFree(free -> {
            tried.add(free);
            if (tried.size() < 3) {
                throw new PortTaken(free, "an engine");
            }
            return free;
        });
        assertThat(tried).hasSize(3).endsWith(port);
    }

    @Test
    void shouldNamePort_whenRequiredOneIsTaken() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName(Ports.HOST))) {
            assertThatThrownBy(() -> Ports.requireFree(other.getLocalPort(), "an engine")).isInstanceOf(PortTaken.class)
                    .hasMessageContaining("port " + other.getLocalPort()).extracting("port").isEqualTo(other.getLocalPort());
        }
        Ports.requireFree(Ports.free(), "an engine");
    }
}
