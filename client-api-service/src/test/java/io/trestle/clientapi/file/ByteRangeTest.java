package io.trestle.clientapi.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.trestle.runtime.problem.ProblemException;

class ByteRangeTest {

    private static final long SIZE = 1000;

    @Nested
    class Of {

        @ParameterizedTest
        @CsvSource({"bytes=0-0, 0, 1", "bytes=0-999, 0, 1000", "bytes=10-19, 10, 10", "bytes=990-, 990, 10", "bytes=-5, 995, 5",
                "bytes=-5000, 0, 1000", "bytes=999-5000, 999, 1", "'bytes= 1-2 ', 1, 2", "bytes=0-999999999999999999, 0, 1000"})
        void shouldBePart_whenItIsInside(String header, long from, long length) {
            assertThat(ByteRange.of(header, SIZE)).isEqualTo(new ByteRange(from, length));
        }

        @ParameterizedTest
        @ValueSource(strings = {"bytes=-", "bytes=5-4", "bytes=0-1,5-6", "lines=0-1", "bytes 0-1", "bytes=a-b", "", "bytes=--5",
                "bytes=0-9999999999999999999"})
        void shouldBeWholeFile_whenItIsNoSingleRangeOfBytes(String header) {
            assertThat(ByteRange.of(header, SIZE)).isNull();
        }

        @ParameterizedTest
        @CsvSource({"bytes=1000-, 1000", "bytes=1000-1001, 1000", "bytes=-0, 1000", "bytes=0-, 0", "bytes=-1, 0"})
        void shouldBeRefused_whenNothingIsThere(String header, long size) {
            assertThatThrownBy(() -> ByteRange.of(header, size)).isInstanceOf(ProblemException.class)
                    .hasMessageContaining("range-not-satisfiable");
        }

        @Test
        void shouldBeWholeFile_withoutHeader() {
            assertThat(ByteRange.of(null, SIZE)).isNull();
        }
    }
}
