package io.trestle.runtime.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.trestle.model.problem.ProblemType;

class StandardShapeTest {

    @ParameterizedTest
    @EnumSource(ProblemType.class)
    void shouldRenderEveryType(ProblemType type) {
        var answer = StandardShape.render(new Problem(type, "what happened", "/path", Map.of(), null));

        assertThat(answer.getStatus()).isEqualTo(type.status());
        assertThat(answer.getMediaType()).hasToString("application/problem+json");
        assertThat(answer.getEntity()).isEqualTo(Map.of("type", type.type(), "title", type.title(), "status", type.status(),
                "detail", "what happened", "instance", "/path"));
    }

    @Test
    void shouldNotLetAMemberReplaceAStandardOne() {
        var members = new LinkedHashMap<String, Object>();
        members.put("status", 200);
        members.put("waiting", 3);

        var answer = StandardShape.render(new Problem(ProblemType.QUEUE_FULL, "full", "/path", members, null));

        assertThat(answer.getEntity()).asInstanceOf(InstanceOfAssertFactories.MAP).containsEntry("status", 503)
                .containsEntry("waiting", 3);
    }

    @ParameterizedTest
    @MethodSource("errorStatuses")
    void shouldKnowATypeForEveryErrorStatus_ofTheSameKind(int status) {
        var type = HttpStatuses.type(status);

        assertThat(type.status() / 100).isEqualTo(status / 100);
        assertThat(HttpStatuses.detail(type)).isNotBlank();
    }

    static IntStream errorStatuses() {
        return IntStream.range(400, 600);
    }
}
