package io.trestle.clientapi.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.trestle.runtime.problem.ProblemException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class FileNameTest {

    @Nested
    class Of {

        @ParameterizedTest
        @ValueSource(strings = {"7_0_cat.png", "7_0_a#b?.png", "7_0_ 猫 .png", "CON", "..png", ".htaccess", "%2e%2e", "a%00b", "<script>"})
        void shouldStay_whenItHarmsNobody(String name) {
            assertThat(FileName.of(name).text()).isEqualTo(name);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", ".", "..", "a/b", "/etc/passwd", "..\\x", "\\"})
        void shouldBeRefused_whenItLeadsElsewhere(String name) {
            assertThatThrownBy(() -> FileName.of(name)).isInstanceOf(ProblemException.class).hasMessageContaining("upload-name-invalid");
        }

        @ParameterizedTest
        @CsvSource({"'a\u202egnp.exe', a_gnp.exe", "'a\u0000b', a_b", "'a\r\nb', a__b", "'\u200bx', _x", "'a\u2028b', a_b", "'\ud800', _"})
        void shouldShowWhatItIs_whenCharactersHideIt(String name, String safe) {
            assertThat(FileName.of(name).text()).isEqualTo(safe);
        }

        @Test
        void shouldBeOneName_whenLettersAreComposedOrNot() {
            assertThat(FileName.of("e\u0301.png")).isEqualTo(FileName.of("\u00e9.png"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"a", "猫", "\ud83d\ude00"})
        void shouldKeepExtension_whenItIsTooLong(String character) {
            var name = FileName.of(character.repeat(10_000) + ".png").text();
            assertThat(name).endsWith(character + ".png");
            assertThat(name.getBytes(UTF_8)).hasSizeBetween(252, 255);
        }

        @Property
        void shouldBeStableAndFitAnAddress(@ForAll String given) {
            FileName name;
            try {
                name = FileName.of(given);
            } catch (ProblemException refused) {
                return;
            }
            assertThat(FileName.of(name.text())).isEqualTo(name);
            assertThat(name.text().getBytes(UTF_8)).hasSizeBetween(1, 255);
            assertThat(URI.create("http://h/" + name.encoded()).getPath()).isEqualTo("/" + name.text());
            assertThat(URI.create("http://h/" + name.encoded()).getRawQuery()).isNull();
        }
    }
}
