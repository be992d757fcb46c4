package io.trestle.cloudflare.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Looks for secrets in anything that came out of the service: as they are, in hexadecimal, and in base64 even as a part of something longer. */
final class SecretHunt {

    private final Map<String, Set<String>> wanted = new LinkedHashMap<>();

    /** Its bytes, and whatever encodes them. */
    SecretHunt secret(String name, byte[] bytes) {
        wanted.computeIfAbsent(name, key -> new LinkedHashSet<>()).addAll(forms(bytes));
        return this;
    }

    /** A secret that is text, such as a token. */
    SecretHunt secret(String name, String text) {
        return secret(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A secret that is handed around in base64: the text and the bytes. */
    SecretHunt base64Secret(String name, String base64) {
        return secret(name, base64).secret(name, Base64.getDecoder().decode(base64));
    }

    /** Names of the secrets that are in there. */
    Set<String> findIn(byte[] material) {
        var text = new String(material, ISO_8859_1);
        var found = new TreeSet<String>();
        wanted.forEach((name, forms) -> {
            if (forms.stream().anyMatch(text::contains)) {
                found.add(name);
            }
        });
        return found;
    }

    Set<String> findIn(String material) {
        return findIn(material.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> forms(byte[] bytes) {
        var plain = new String(bytes, ISO_8859_1);
        var hex = HexFormat.of().formatHex(bytes);
        var forms = new LinkedHashSet<String>(List.of(plain, hex, hex.toUpperCase(Locale.ROOT),
                URLEncoder.encode(plain, StandardCharsets.UTF_8)));
        for (var before = 0; before < 3; before++) {
            var padded = new byte[before + bytes.length];
            System.arraycopy(bytes, 0, padded, before, bytes.length);
            // The first and last characters depend on what stands beside it.
            var end = padded.length / 3 * 4;
            var begin = before == 0 ? 0 : 4;
            forms.add(Base64.getEncoder().encodeToString(padded).substring(begin, end));
            forms.add(Base64.getUrlEncoder().encodeToString(padded).substring(begin, end));
        }
        return List.copyOf(forms);
    }
}
