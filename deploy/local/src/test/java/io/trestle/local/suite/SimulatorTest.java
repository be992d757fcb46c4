package io.trestle.local.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.trestle.local.LocalStackConfig;

class SimulatorTest {

    static Iterable<Simulator> all() {
        return Simulator.ALL;
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldHaveAMainClass_whenItIsPartOfTheStack(Simulator simulator) throws ReflectiveOperationException {
        var main = Class.forName(simulator.mainClass()).getMethod("main", String[].class);

        assertThat(Modifier.isStatic(main.getModifiers())).isTrue();
    }

    @Test
    void shouldHaveNameAndPortOfItsOwn_whenThereAreSeveral() {
        var names = new ArrayList<String>();
        var ports = new ArrayList<Integer>();
        names.add(Programs.POSTGRES);
        names.add(Programs.KAFKA);
        ports.add(Programs.POSTGRES_PORT);
        ports.add(Programs.KAFKA_PORT);
        Simulator.ALL.forEach(simulator -> {
            names.add(simulator.name());
            ports.add(simulator.port());
        });
        for (var service : Service.values()) {
            names.add(service.module());
            ports.addAll(service.ports());
        }

        assertThat(names).doesNotHaveDuplicates();
        assertThat(ports).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldNotBeStarted_whenTheRealSystemIsNamed(Simulator simulator) {
        var config = LocalStackConfig.of(Path.of("checkout"), Path.of("data"));

        assertThat(Simulator.started(config.withEnvironment(Map.of()))).contains(simulator);
        if (!simulator.replacedBy().isEmpty()) {
            assertThat(Simulator.started(config.withEnvironment(Map.of(simulator.replacedBy(), "real")))).doesNotContain(simulator);
        }
    }
}
