package io.trestle.cloudflare.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The hunt finds what was planted: otherwise its silence would mean nothing. */
class SecretHuntTest {

    private static final byte[] SECRET = "a synthetic secret >>of?32 bytes".getBytes(UTF_8);
    private static final String BASE64 = Base64.getEncoder().encodeToString(SECRET);

    private final SecretHunt hunt = new SecretHunt().base64Secret("tunnel secret", BASE64);

    static Stream<String> planted() {
        var hex = HexFormat.of().formatHex(SECRET);
        return Stream.of(new String(SECRET, UTF_8), BASE64, hex, hex.toUpperCase(Locale.ROOT),
                Base64.getUrlEncoder().withoutPadding().encodeToString(SECRET), URLEncoder.encode(BASE64, UTF_8),
                token("{\"a\":\"account\",\"t\":\"id\",\"s\":\"" + BASE64 + "\"}"), token("{\"s\":\"" + BASE64 + "\",\"t\":\"id\"}"),
                token("{ \"s\":\"" + BASE64 + "\"}"), token("{  \"s\":\"" + BASE64 + "\"}"));
    }

    private static String token(String json) {
        return Base64.getEncoder().encodeToString(json.getBytes(UTF_8));
    }

    @ParameterizedTest
    @MethodSource("planted")
    void shouldFindIt_whenItIsThereInAnyForm(String form) {
        assertThat(hunt.findIn("2026-01-01 INFO something " + form + " and more")).containsExactly("tunnel secret");
    }

    @Test
    void shouldFindNothing_whenItIsNotThere() {
        assertThat(hunt.findIn("a synthetic secret of other bytes " + BASE64.substring(1, 20))).isEmpty();
    }
}
