package io.trestle.clientapi.prediction;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.trestle.clientapi.signature.CogType;
import io.trestle.clientapi.signature.InputProblem;
import io.trestle.clientapi.signature.Signature;
import io.trestle.clientapi.signature.SignatureInput;
import io.trestle.model.prediction.InputFile;
import io.trestle.model.prediction.RunPrediction;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.ProblemException;

/**
 * A model that a ComfyUI workflow runs. The registered document says so beside its inputs: {@code "workflow": "text-to-image"}, or
 * {@code "workflow": {"alias": "text-to-image", "inputs": {"prompt": "6/text"}}} where inputs have other names than the workflow's.
 *
 * @param keys the workflow's input by the model's
 */
record WorkflowBinding(String alias, JsonNode keys) {

    private static final int LONGEST_NAME = 255;

    /** @return null where the model has a worker of its own */
    static @Nullable WorkflowBinding of(JsonNode document) {
        var declared = document.path("workflow");
        if (declared.isTextual()) {
            return new WorkflowBinding(declared.textValue(), JsonNodeFactory.instance.objectNode());
        }
        return declared.path("alias").isTextual() ? new WorkflowBinding(declared.path("alias").textValue(), declared.path("inputs")) : null;
    }

    /** @throws ProblemException an input is secret, or a file that is no address: neither can travel to the bridge */
    RunPrediction command(String id, String tenant, Signature signature, ObjectNode input) {
        var values = JsonNodeFactory.instance.objectNode();
        var files = new ArrayList<InputFile>();
        for (var declared : signature.inputs()) {
            var value = input.get(declared.name());
            var key = keys.path(declared.name()).asText(declared.name());
            if (declared.type().required() == CogType.Scalar.SECRET) {
                throw new ProblemException(ProblemType.MODEL_NOT_RUNNABLE, "A model with a secret input cannot run as a workflow");
            }
            if (value != null && isFile(declared) && value.isTextual()) {
                files.add(file(declared, key, value.textValue()));
            } else if (value != null) {
                values.set(key, value);
            }
        }
        return new RunPrediction(id, tenant, alias, values, files, null, null, false);
    }

    private static InputFile file(SignatureInput input, String key, String url) {
        if (url.startsWith("data:")) {
            throw InputCheck.invalid(List.of(new InputProblem(List.of("body", "input", input.name()),
                    "value must be an http or https address: upload the file first", "value_error")));
        }
        var path = url.replaceFirst("[?#].*$", "").replaceFirst("^.*/", "");
        var name = path.isEmpty() ? "input" : path.substring(0, Math.min(LONGEST_NAME, path.length()));
        return new InputFile(key, url, name, null, null, null);
    }

    private static boolean isFile(SignatureInput input) {
        return input.type().required() == CogType.Scalar.PATH || input.type().required() == CogType.Scalar.FILE;
    }
}
