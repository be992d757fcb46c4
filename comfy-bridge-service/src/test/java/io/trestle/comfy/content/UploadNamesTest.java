package io.trestle.comfy.content;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UploadNamesTest {

    @ParameterizedTest
    @CsvSource({"a.png,a.png", "my photo (1).png,my_photo_1_.png", "../../etc/passwd,passwd", "C:\\x\\b.png,b.png", "한글.png,_.png",
            "a..png,a_png", "/,file", "'',file", "\"; filename=\"x,_filename_x"})
    void shouldBePlainAsciiWithoutDirectories(String given, String kept) {
        assertThat(Uploads.plain(given)).isEqualTo(kept);
    }
}
