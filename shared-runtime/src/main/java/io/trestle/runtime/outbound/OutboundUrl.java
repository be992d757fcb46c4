package io.trestle.runtime.outbound;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** A URL taken apart strictly, so that nobody further down the line can read it differently. */
record OutboundUrl(URI uri, boolean tls, CanonicalHost host, int port) {

    /** Host, or IPv6 address in brackets, and port. {@code java.net.URI} gives no host for names that are not plain ASCII. */
    private static final Pattern AUTHORITY = Pattern.compile("(\\[[^\\]@]*]|[^:@\\[\\]%]+)(?::([0-9]{1,5}))?");
    private static final int MAX_CHARACTERS = 2048;

    static OutboundUrl parse(String url, Set<String> schemes) {
        if (url.length() > MAX_CHARACTERS) {
            throw OutboundGuard.refused("it is longer than " + MAX_CHARACTERS + " characters");
        }
        try {
            var uri = new URI(url);
            var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            if (!schemes.contains(scheme)) {
                throw OutboundGuard.refused("its scheme is not " + String.join(" or ", schemes.stream().sorted().toList()));
            }
            return parse(uri, scheme.equals("https"));
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw OutboundGuard.refused("it is not a URL with a host");
        }
    }

    private static OutboundUrl parse(URI uri, boolean tls) {
        var authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
        if (authority.indexOf('@') >= 0) {
            throw OutboundGuard.refused("it has a user name or password");
        }
        var match = AUTHORITY.matcher(authority);
        if (!match.matches()) {
            throw new IllegalArgumentException("Not an authority");
        }
        var port = match.group(2) == null ? (tls ? 443 : 80) : Integer.parseInt(match.group(2));
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("Not a port");
        }
        return new OutboundUrl(uri, tls, CanonicalHost.of(match.group(1)), port);
    }
}
