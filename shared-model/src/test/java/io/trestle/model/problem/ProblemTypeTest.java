package io.trestle.model.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemTypeTest {

    @Nested
    class Member {

        @ParameterizedTest
        @EnumSource
        void shouldBeWhatRfc9457Wants_always(ProblemType type) {
            assertThat(type.slug()).matches("[a-z]+(-[a-z]+)*");
            assertThat(type.status()).isBetween(400, 599);
            assertThat(type.title()).isNotBlank().doesNotEndWith(".");
            assertThat(type.type()).hasScheme("https").hasPath("/docs/errors.md").hasFragment(type.slug());
        }
    }

    @Nested
    class Page {

        private final Map<String, String> sections = sections();

        @ParameterizedTest
        @EnumSource
        void shouldSayStatusWhenAndWhatToDo_forEachMember(ProblemType type) {
            assertThat(sections.get(type.slug())).as("section ### " + type.slug() + " of docs/errors.md").isNotNull()
                    .startsWith("\n**" + type.status() + "** " + type.title() + "\n")
                    .containsPattern("\n\\*When:\\* \\S")
                    .containsPattern("\n\\*Do:\\* \\S");
        }

        @Test
        void shouldHaveASectionForEachMemberAndNoOther_inTheirOrder() {
            assertThat(sections.keySet()).containsExactlyElementsOf(Stream.of(ProblemType.values()).map(ProblemType::slug).toList());
        }

        /** Text by third-level heading. */
        private static Map<String, String> sections() {
            var sections = new LinkedHashMap<String, String>();
            Arrays.stream(page().split("(?m)^(?=##)")).filter(part -> part.startsWith("### ")).forEach(part -> {
                var end = part.indexOf('\n');
                var again = sections.put(part.substring(4, end), part.substring(end + 1));
                assertThat(again).as("another section of this name").isNull();
            });
            return sections;
        }

        private static String page() {
            var root = System.getProperty("trestle.root", "..");
            try {
                return Files.readString(Path.of(root, "docs", "errors.md"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
