package io.trestle.cloudflare.ingress;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import com.google.re2j.PatternSyntaxException;

/** The rules that cloudflared applies when it reads a configuration ({@code ingress/ingress.go}); it does not start where one is broken. */
public final class IngressRules {

    private static final Set<String> OWN_SERVICES = Set.of("hello_world", "hello-world", "bastion", "socks-proxy");
    private static final Pattern STATUS = Pattern.compile("http_status:([1-9]\\d{2})");
    /** A host may have underscores (as in container networks), which {@link URI} does not count as a host. */
    private static final Pattern AUTHORITY = Pattern.compile("(?:[^@]*@)?(?:\\[[0-9a-fA-F:.%]+]|[A-Za-z0-9._~-]+)(?::\\d*)?");

    private IngressRules() {
    }

    /** What a model's worker runs with: its hostname to its service, and nothing else. */
    public static List<IngressRule> forModel(String hostname, String service) {
        return List.of(new IngressRule(hostname, null, service), new IngressRule(null, null, "http_status:404"));
    }

    /** Why cloudflared would refuse these rules, as a sentence; null where it would take them. */
    public static @Nullable String whyRefused(List<IngressRule> rules) {
        if (rules.isEmpty()) {
            return "There is no ingress rule.";
        }
        for (var i = 0; i < rules.size(); i++) {
            var why = whyRefused(rules.get(i), i == rules.size() - 1);
            if (why != null) {
                return "Rule " + (i + 1) + ": " + why;
            }
        }
        return null;
    }

    /** Why cloudflared would refuse this as a rule's service; null where it would take it. */
    public static @Nullable String whyRefused(String service) {
        if (OWN_SERVICES.contains(service) || STATUS.matcher(service).matches()) {
            return null;
        }
        if (service.startsWith("unix:") || service.startsWith("unix+tls:")) {
            return service.endsWith(":") ? "A Unix socket needs a path." : null;
        }
        if (service.startsWith("http_status:")) {
            return "The status is not a number from 100 to 999.";
        }
        return whyNoUrl(service);
    }

    private static @Nullable String whyRefused(IngressRule rule, boolean last) {
        var hostname = rule.hostname() == null ? "" : rule.hostname();
        if (hostname.contains(":")) {
            return "A hostname must not have a port.";
        }
        if (hostname.lastIndexOf('*') > 0 || hostname.startsWith("*") && !hostname.equals("*") && !hostname.startsWith("*.")) {
            return "A hostname may have one '*', as its first label.";
        }
        if (last && !rule.isCatchAll()) {
            return "The last rule must match everything.";
        }
        if (!last && rule.isCatchAll()) {
            return "Only the last rule may match everything.";
        }
        if (rule.path() != null && !isRegularExpression(rule.path())) {
            return "The path is not a regular expression.";
        }
        return whyRefused(rule.service());
    }

    private static boolean isRegularExpression(String path) {
        try {
            com.google.re2j.Pattern.compile(path);
            return true;
        } catch (PatternSyntaxException e) {
            return false;
        }
    }

    private static @Nullable String whyNoUrl(String service) {
        URI url;
        try {
            url = new URI(service);
        } catch (URISyntaxException e) {
            return "The service is not a URL.";
        }
        if (url.getScheme() == null || url.getRawAuthority() == null || !AUTHORITY.matcher(url.getRawAuthority()).matches()) {
            return "The service needs a scheme and a host, as in http://localhost:3009.";
        }
        if (url.getRawPath() != null && !url.getRawPath().isEmpty()) {
            return "The service must not have a path, not even '/'.";
        }
        return null;
    }
}
