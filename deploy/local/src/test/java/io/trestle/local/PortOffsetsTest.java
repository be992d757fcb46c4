package io.trestle.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.trestle.local.suite.Programs;
import io.trestle.local.suite.Service;
import io.trestle.local.supervision.PortHolder;

class PortOffsetsTest {

    @Test
    void shouldLeaveThePortsOfAStackFree_whenOneIsChosen() {
        int offset = PortOffsets.free();

        assertThat(PortHolder.isFree(Programs.POSTGRES_PORT + offset)).isTrue();
        assertThat(PortHolder.isFree(Programs.KAFKA_PORT + offset)).isTrue();
        for (var service : Service.values()) {
            assertThat(service.ports()).as(service.module()).allMatch(port -> PortHolder.isFree(port + offset));
        }
    }
}
