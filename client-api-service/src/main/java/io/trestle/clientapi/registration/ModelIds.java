package io.trestle.clientapi.registration;

import java.security.SecureRandom;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import com.google.re2j.Pattern;

/**
 * Makes model ids: DNS labels that are also tunnel names and first labels of hostnames. The random part has no vowels, so that it spells
 * no word, and 58 bits, so that no two meet and none is guessed.
 */
@ApplicationScoped
class ModelIds {

    private static final String LETTERS = "0123456789bcdfghjkmnpqrstvwxyz";
    private static final int LENGTH = 12;
    private static final Pattern LABEL = Pattern.compile("[a-z]([a-z0-9-]{0,49}[a-z0-9])?");

    /** Labels that mean something to the holders of a zone, to mail, to certificates or to browsers. */
    private static final Set<String> RESERVED = Set.of("www", "api", "app", "admin", "mail", "smtp", "imap", "pop", "ftp", "ns", "ns1",
            "ns2",
            "mx", "autodiscover", "autoconfig", "wpad", "localhost", "status", "docs", "blog", "cdn", "static", "auth", "login", "sso",
            "vpn",
            "test", "staging", "dev", "webmail", "support", "help", "security", "hostmaster", "postmaster", "root", "isatap");

    private final SecureRandom random = new SecureRandom();
    private final String prefix;

    ModelIds(RegistrationConfig config) {
        prefix = config.idPrefix();
        if (!LABEL.matches(prefix + "0") || prefix.startsWith("xn--")) {
            throw new IllegalStateException("trestle.registration.id-prefix '" + prefix + "' begins no DNS label of its own");
        }
    }

    String next() {
        var id = new StringBuilder(prefix);
        for (var i = 0; i < LENGTH; i++) {
            id.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return RESERVED.contains(id.toString()) ? next() : id.toString();
    }
}
