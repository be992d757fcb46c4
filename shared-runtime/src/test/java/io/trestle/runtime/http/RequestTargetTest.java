package io.trestle.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a", "/a/", "/a/b.png", "/a/...", "/a/.b", "/a/b..", "/a%20b", "/%C3%BC", "/%E2%82%AC", "/a%252e%252e",
            "/~a@b:c,d!e*f(g)'h"})
    void shouldPass_whenItMeansOneThing(String path) {
        assertThat(RequestTarget.fault(path, null)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"/a;b, matrix", "/;, matrix", "//, empty", "/a//b, empty", "/a/., dot", "/., dot", "/.., dot", "/../a, dot", "/a/%2e, dot",
            "/a/%2E%2e/b, dot", "/%00, not allowed", "/a%0a, not allowed", "/a%2fb, not allowed", "/a%5Cb, not allowed",
            "/%7F, not allowed",
            "/a\\b, must be escaped", "/ü, must be escaped", "/%, incomplete", "/%2, incomplete", "/%zz, incomplete", "/a%-1, incomplete",
            "/%80, UTF-8", "/%c0%ae%c0%ae, UTF-8", "/%e2%82, UTF-8"})
    void shouldSayWhatIsWrong(String path, String expected) {
        assertThat(RequestTarget.fault(path, null)).contains(expected);
    }

    @Test
    void shouldLookAtTheEscapesOfTheQuery() {
        assertThat(RequestTarget.fault("/a", "q=%41&r=;//../%00")).isNull();
        assertThat(RequestTarget.fault("/a", "q=%4")).contains("query");
        assertThat(RequestTarget.fault("/a", "q=%")).contains("query");
        assertThat(RequestTarget.fault("/a", "q=%xy")).contains("query");
    }
}
