package io.trestle.clientapi.signature;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;

import io.trestle.clientapi.signature.CogType.Scalar;

/** Reads the JSON that clients register: {@code {"inputs":[{"name","type","validation":{…}}],"outputs":"list[Path]"}}. */
@ApplicationScoped
public class SignatureReader {

    private static final Set<String> INPUT_MEMBERS = Set.of("name", "type", "validation");

    private final SignatureLimits limits;

    SignatureReader(SignatureLimits limits) {
        this.limits = limits;
    }

    /**
     * A signature that a worker can have.
     *
     * @param warnings what was read otherwise than it was perhaps meant
     */
    public record Reading(Signature signature, List<Finding> warnings) {
    }

    /** Reads a document that was accepted before, whatever the limits are now. */
    public Reading reread(JsonNode document) {
        try {
            return new SignatureReader(new StoredSignatureLimits()).read(document);
        } catch (InvalidSignatureException e) {
            throw new IllegalStateException("A stored signature is not valid: " + e.getMessage(), e);
        }
    }

    /**
     * @param document a JSON object; members other than {@code inputs} and {@code outputs} are left alone
     * @throws InvalidSignatureException with everything that is wrong
     */
    public Reading read(JsonNode document) throws InvalidSignatureException {
        var findings = new Findings(limits);
        var inputs = inputs(document.path("inputs"), findings);
        var output = output(document.path("outputs"), findings);
        findings.refuseViolations();
        // without a violation there is an output
        return new Reading(new Signature(inputs, output == null ? Scalar.ANY : output), findings.warnings());
    }

    private List<SignatureInput> inputs(JsonNode declared, Findings findings) {
        if (!declared.isArray()) {
            findings.violation("inputs", null, declared.isMissingNode() ? "missing" : "type", "inputs must be a list of inputs");
            return List.of();
        }
        if (declared.size() > limits.maxInputs()) {
            findings.violation("inputs", null, "limit",
                    "a signature has at most " + limits.maxInputs() + " inputs, not " + declared.size());
            return List.of();
        }
        var inputs = new ArrayList<SignatureInput>();
        var names = new HashSet<String>();
        for (var i = 0; i < declared.size(); i++) {
            var input = input("inputs[" + i + "]", declared.get(i), names, findings);
            if (input != null) {
                inputs.add(input);
            }
        }
        return List.copyOf(inputs);
    }

    private @Nullable SignatureInput input(String path, JsonNode declared, Set<String> names, Findings findings) {
        if (!declared.isObject()) {
            findings.violation(path, null, "type", "an input must be an object with name, type and validation");
            return null;
        }
        var name = name(path, declared.path("name"), names, findings);
        var type = type(path + ".type", name, declared.path("type"), findings);
        declared.fieldNames().forEachRemaining(member -> {
            if (!INPUT_MEMBERS.contains(member)) {
                findings.warning(path, name, "unknown", "an input has no member '" + abbreviate(member) + "'; it is ignored");
            }
        });
        if (name == null || type == null) {
            return null;
        }
        return new InputReader(path + ".validation", name, type, limits, findings).read(declared.path("validation"));
    }

    private @Nullable String name(String path, JsonNode declared, Set<String> names, Findings findings) {
        if (!declared.isTextual()) {
            findings.violation(path + ".name", null, declared.isMissingNode() ? "missing" : "type", "an input must have a name");
            return null;
        }
        var name = declared.textValue();
        var shown = abbreviate(name);
        var objection = SignatureNames.objection(name, limits);
        if (objection != null) {
            findings.violation(path + ".name", shown, "name", "the name '" + shown + "' " + objection);
            return null;
        }
        if (!names.add(name)) {
            findings.violation(path + ".name", name, "duplicate", "there are two inputs '" + name + "'");
            return null;
        }
        return name;
    }

    private @Nullable CogType type(String path, @Nullable String name, JsonNode declared, Findings findings) {
        var type = annotation(path, name, declared, findings);
        if (type == null) {
            return null;
        }
        var objection = TypeRules.inputObjection(type);
        if (objection != null) {
            findings.violation(path, name, "type", objection);
            return null;
        }
        if (type.required() instanceof CogType.Custom custom) {
            findings.warning(path, name, "custom_type",
                    "the members of class '" + custom.name() + "' are not known here; its values are not checked");
        }
        return type;
    }

    private @Nullable CogType output(JsonNode declared, Findings findings) {
        var type = annotation("outputs", null, declared, findings);
        var objection = type == null ? null : TypeRules.outputObjection(type);
        if (objection != null) {
            findings.violation("outputs", null, "type", objection);
        }
        return type;
    }

    private @Nullable CogType annotation(String path, @Nullable String name, JsonNode declared, Findings findings) {
        if (!declared.isTextual()) {
            findings.violation(path, name, declared.isMissingNode() ? "missing" : "type",
                    (name == null ? path : "the type of '" + name + "'") + " must be the text of a type, for example \"list[Path]\"");
            return null;
        }
        try {
            return CogTypeParser.parse(declared.textValue(), limits);
        } catch (PythonSyntaxException e) {
            findings.violation(path, name, "type", "the type '" + abbreviate(declared.textValue()) + "' is refused: " + e.getMessage());
            return null;
        }
    }

    private static String abbreviate(String text) {
        return text.length() <= 60 ? text : text.substring(0, text.offsetByCodePoints(0, 28)) + "…";
    }
}
