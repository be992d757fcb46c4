package io.trestle.clientapi.signature;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The OpenAPI document that a cog worker of a signature serves at {@code /openapi.json} (cog 0.22, {@code pkg/schema/openapi_spec.go}). */
public final class SignatureOpenApi {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String SCHEMAS = "#/components/schemas/";

    private SignatureOpenApi() {
    }

    public static ObjectNode document(Signature signature) {
        var document = JSON.objectNode().put("openapi", "3.0.2");
        document.putObject("info").put("title", "Cog").put("version", "0.1.0");
        paths(document.putObject("paths"));
        schemas(document.putObject("components").putObject("schemas"), signature);
        return document;
    }

    private static void paths(ObjectNode paths) {
        operation(paths, "/", "get", "Root", "root__get");
        operation(paths, "/health-check", "get", "Healthcheck", "healthcheck_health_check_get");
        var predict = operation(paths, "/predictions", "post", "Predict", "predict_predictions_post")
                .put("description", "Run a single prediction on the model");
        predict.putObject("requestBody").set("content", json(ref("PredictionRequest")));
        response(predict, "200", "Successful Response", ref("PredictionResponse"));
        response(predict, "422", "Validation Error", ref("HTTPValidationError"));
        predict(paths);
        var cancel = operation(paths, "/predictions/{prediction_id}/cancel", "post", "Cancel",
                "cancel_predictions__prediction_id__cancel_post");
        cancel.set("parameters", predictionId());
        response(cancel, "422", "Validation Error", ref("HTTPValidationError"));
    }

    /** The idempotent form, by which this suite calls a worker. */
    private static void predict(ObjectNode paths) {
        var predict = operation(paths, "/predictions/{prediction_id}", "put", "Predict Idempotent",
                "predict_idempotent_predictions__prediction_id__put")
                .put("description", "Run a single prediction on the model (idempotent creation)");
        predict.set("parameters", predictionId());
        predict.putObject("requestBody").set("content", json(ref("PredictionRequest")));
        response(predict, "200", "Successful Response", ref("PredictionResponse"));
        response(predict, "422", "Validation Error", ref("HTTPValidationError"));
    }

    private static ObjectNode operation(ObjectNode paths, String path, String method, String summary, String id) {
        var operation = paths.withObjectProperty(path).putObject(method).put("summary", summary).put("operationId", id);
        response(operation, "200", "Successful Response", JSON.objectNode());
        return operation;
    }

    private static void response(ObjectNode operation, String status, String description, ObjectNode schema) {
        operation.withObjectProperty("responses").putObject(status).put("description", description).set("content", json(schema));
    }

    private static ObjectNode json(ObjectNode schema) {
        var content = JSON.objectNode();
        content.putObject("application/json").set("schema", schema);
        return content;
    }

    private static ArrayNode predictionId() {
        var parameters = JSON.arrayNode();
        parameters.addObject().put("required", true).put("name", "prediction_id").put("in", "path")
                .set("schema", JSON.objectNode().put("title", "Prediction ID").put("type", "string"));
        return parameters;
    }

    private static void schemas(ObjectNode schemas, Signature signature) {
        InputSchema.add(schemas, signature);
        schemas.set("Output", TypeSchema.of(signature.output()).put("title", "Output"));
        schemas.set("PredictionRequest", request());
        schemas.set("PredictionResponse", response());
        schemas.putObject("Status").put("title", "Status").put("description", "An enumeration.").put("type", "string")
                .putArray("enum").add("starting").add("processing").add("succeeded").add("canceled").add("failed");
        var problems = schemas.putObject("HTTPValidationError").put("title", "HTTPValidationError").put("type", "object");
        problems.putObject("properties").putObject("detail").put("title", "Detail").put("type", "array")
                .set("items", ref("ValidationError"));
        validationError(schemas.putObject("ValidationError").put("title", "ValidationError").put("type", "object"));
    }

    private static ObjectNode request() {
        var request = JSON.objectNode().put("title", "PredictionRequest").put("type", "object");
        var properties = request.putObject("properties");
        text(properties, "id", "Id");
        properties.set("input", ref("Input"));
        text(properties, "created_at", "Created At").put("format", "date-time");
        text(properties, "webhook", "Webhook").put("format", "uri");
        properties.putObject("webhook_events_filter").put("title", "Webhook Events Filter").put("type", "array").putObject("items")
                .put("type", "string").putArray("enum").add("start").add("output").add("logs").add("completed");
        return request;
    }

    private static ObjectNode response() {
        var response = JSON.objectNode().put("title", "PredictionResponse").put("type", "object");
        var properties = response.putObject("properties");
        properties.set("input", ref("Input"));
        properties.set("output", ref("Output"));
        text(properties, "id", "Id");
        text(properties, "version", "Version");
        text(properties, "created_at", "Created At").put("format", "date-time");
        text(properties, "started_at", "Started At").put("format", "date-time");
        text(properties, "completed_at", "Completed At").put("format", "date-time");
        properties.set("status", ref("Status"));
        text(properties, "error", "Error");
        text(properties, "logs", "Logs");
        properties.putObject("metrics").put("title", "Metrics").put("type", "object");
        return response;
    }

    private static void validationError(ObjectNode schema) {
        schema.putArray("required").add("loc").add("msg").add("type");
        var properties = schema.putObject("properties");
        var parts = properties.putObject("loc").put("title", "Location").put("type", "array").putObject("items").putArray("anyOf");
        parts.addObject().put("type", "string");
        parts.addObject().put("type", "integer");
        text(properties, "msg", "Message");
        text(properties, "type", "Error Type");
    }

    private static ObjectNode text(ObjectNode properties, String name, String title) {
        return properties.putObject(name).put("title", title).put("type", "string");
    }

    static ObjectNode ref(String schema) {
        return JSON.objectNode().put("$ref", SCHEMAS + schema);
    }
}
