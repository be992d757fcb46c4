package io.trestle.clientapi.registration;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;

import io.trestle.clientapi.platform.StrictJson;
import io.trestle.clientapi.signature.Finding;
import io.trestle.clientapi.signature.InvalidSignatureException;
import io.trestle.clientapi.signature.SignatureReader;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.ProblemException;

/** Reads what clients send to register a model: a signature, and optionally the model's name and the worker's address. */
@ApplicationScoped
class RegistrationReader {

    private static final int MAX_NAME = 200;
    private static final Set<String> SCHEMES = Set.of("http", "https", "ws", "wss", "tcp", "ssh", "rdp", "smb");
    private static final Pattern UNIX = Pattern.compile("unix(\\+tls)?:/.+");

    private final StrictJson json;
    private final SignatureReader signatures;

    RegistrationReader(StrictJson json, SignatureReader signatures) {
        this.json = json;
        this.signatures = signatures;
    }

    /** @throws ProblemException {@code MALFORMED_JSON}, {@code SIGNATURE_INVALID} or {@code SIGNATURE_IMPOSSIBLE} */
    RegistrationDocument read(byte[] body) {
        var document = json.read(body);
        if (!document.isObject()) {
            throw new ProblemException(ProblemType.SIGNATURE_INVALID, "A signature is a JSON object with inputs and outputs");
        }
        return new RegistrationDocument(name(document.path("name")), service(document.path("service")), reading(document),
                document.toString());
    }

    private SignatureReader.Reading reading(JsonNode document) {
        try {
            return signatures.read(document);
        } catch (InvalidSignatureException e) {
            throw refusal(e.isImpossible() ? ProblemType.SIGNATURE_IMPOSSIBLE : ProblemType.SIGNATURE_INVALID, e.violations());
        }
    }

    private static @Nullable String name(JsonNode declared) {
        if (declared.isMissingNode() || declared.isNull()) {
            return null;
        }
        if (!declared.isTextual() || declared.textValue().isBlank() || declared.textValue().length() > MAX_NAME) {
            throw refuse("name", "name must be a string of 1 to " + MAX_NAME + " characters");
        }
        return declared.textValue().strip();
    }

    /** cloudflared refuses a service with a path, and then does not start (ingress/ingress.go). */
    private static @Nullable String service(JsonNode declared) {
        if (declared.isMissingNode() || declared.isNull()) {
            return null;
        }
        if (!declared.isTextual() || !isService(declared.textValue())) {
            throw refuse("service", "service must be a URL with scheme and host and without a path, for example http://localhost:3009");
        }
        return declared.textValue();
    }

    private static boolean isService(String text) {
        if (text.length() > MAX_NAME || UNIX.matches(text)) {
            return text.length() <= MAX_NAME;
        }
        try {
            var uri = new URI(text);
            return uri.getHost() != null && uri.getScheme() != null && SCHEMES.contains(uri.getScheme()) && uri.getRawPath().isEmpty()
                    && uri.getRawQuery() == null && uri.getRawFragment() == null && uri.getRawUserInfo() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static ProblemException refuse(String member, String message) {
        return refusal(ProblemType.SIGNATURE_INVALID, List.of(new Finding(member, null, "type", message)));
    }

    private static ProblemException refusal(ProblemType type, List<Finding> violations) {
        var first = violations.get(0).message();
        var more = violations.size() == 1 ? "" : " (and " + (violations.size() - 1) + " more)";
        return new ProblemException(type, first + more).with("errors", violations);
    }
}
