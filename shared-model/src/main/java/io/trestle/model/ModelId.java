package io.trestle.model;

import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * The id of a model: also the name of its tunnel and the first label of its public hostname, so it is a DNS label that a stranger may be given.
 * Messages carry it as text.
 *
 * @param value 1 to 63 of {@code a-z0-9-}, no hyphen at either end
 */
public record ModelId(String value) {

    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    /** cloudflared takes a name that is a UUID for the id of a tunnel. */
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /** Names that mean something to browsers, mail systems, certificate authorities (RFC 2142, RFC 6761), or that a visitor would trust. */
    private static final Set<String> RESERVED = Set.of("abuse", "account", "accounts", "acme", "admin", "administrator",
            "api", "app", "assets", "auth", "autoconfig", "autodiscover", "billing", "broadcasthost", "cdn", "console", "dashboard", "demo",
            "dev",
            "dns", "docs", "download", "email", "files", "ftp", "gateway", "git", "grafana", "help", "hostmaster", "id", "imap", "info",
            "internal",
            "invalid", "isatap", "kafka", "local", "localhost", "login", "mail", "metrics", "mta-sts", "mx", "news", "noc", "ns", "ns1",
            "ns2", "ns3",
            "ns4", "oauth", "openid", "pay", "pop", "pop3", "postgres", "postmaster", "private", "prod", "production", "prometheus",
            "proxy", "root",
            "security", "sftp", "shop", "signin", "signup", "smtp", "ssh", "ssl", "sso", "staging", "static", "status", "support", "system",
            "test",
            "tunnel", "upload", "usenet", "uucp", "vpn", "web", "webhook", "webmail", "webmaster", "wpad", "ws", "www", "www1", "www2");

    private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int RANDOM_CHARACTERS = 16;

    /** @throws IllegalArgumentException it breaks a rule; the message says which, in words for a person */
    public ModelId {
        if (!LABEL.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "A model id is 1 to 63 lower-case letters, digits and hyphens, without a hyphen at either end");
        }
        if (value.startsWith("--", 2)) {
            throw new IllegalArgumentException("A model id has no '--' in positions 3 and 4: such labels are reserved (xn-- among them)");
        }
        if (UUID.matcher(value).matches()) {
            throw new IllegalArgumentException("A model id is not a UUID: cloudflared would take it for the id of a tunnel");
        }
        if (RESERVED.contains(value)) {
            throw new IllegalArgumentException("The name '" + value + "' is reserved");
        }
    }

    /**
     * A new id: a letter and 80 random bits, which nobody guesses and no two models share.
     *
     * @param random a {@link java.security.SecureRandom} outside tests
     */
    public static ModelId generate(RandomGenerator random) {
        // the letter in front keeps it from being taken for a number
        var value = new StringBuilder("m");
        for (var i = 0; i < RANDOM_CHARACTERS; i++) {
            value.append(BASE32.charAt(random.nextInt(BASE32.length())));
        }
        return new ModelId(value.toString());
    }

    @Override
    public String toString() {
        return value;
    }
}
