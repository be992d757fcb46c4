package io.trestle.clientapi.file;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTypesTest {

    @Nested
    class Of {

        @ParameterizedTest
        @CsvSource({"image/png, a.bin, image/png", "IMAGE/PNG, a, image/png", "text/plain; charset=UTF-8, a, text/plain; charset=utf-8",
                ", a.png, image/png", ", a.JPG, image/jpeg", ", a, application/octet-stream", "nonsense, a.webp, image/webp",
                "'image/png\r\nX: y', a, application/octet-stream", "text/html; charset=\"</script>\", a, application/octet-stream"})
        void shouldBeWhatIsDeclared_elseWhatTheNameSays(String declared, String name, String type) {
            assertThat(MediaTypes.of(declared, FileName.of(name))).isEqualTo(type);
        }
    }

    @Nested
    class MayShow {

        @ParameterizedTest
        @ValueSource(strings = {"image/png", "video/mp4", "audio/wav", "text/plain; charset=utf-8", "application/json"})
        void shouldAllow_whatCannotAct(String type) {
            assertThat(MediaTypes.mayShow(type)).isTrue();
        }

        @ParameterizedTest
        @ValueSource(strings = {"text/html", "image/svg+xml", "application/pdf", "text/xml", "application/xhtml+xml", "text/javascript",
                "application/octet-stream", "text/css", "multipart/x-mixed-replace"})
        void shouldRefuse_whatMay(String type) {
            assertThat(MediaTypes.mayShow(type)).isFalse();
        }
    }
}
