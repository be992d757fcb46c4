package io.trestle.simulators.cloudflare.api;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;

import io.vertx.core.MultiMap;

/**
 * The API's written contract, {@code cloudflare-api.yaml} (an OpenAPI 3.1 subset among the resources), as a check of requests and
 * answers. It judges shape only: members, types, parameters; which values are right is for the API to say.
 */
public final class CloudflareContract {

    /** The error code of a strict simulator's answer to a request that breaks the contract. No code of the real API. */
    public static final int VIOLATION = 400_000;

    static final String DOCUMENT = "classpath:/io/trestle/simulators/cloudflare/cloudflare-api.yaml";

    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    private final List<ContractOperation> operations;

    private CloudflareContract(List<ContractOperation> operations) {
        this.operations = operations;
    }

    /** The contract, read once. */
    public static CloudflareContract get() {
        return Loaded.CONTRACT;
    }

    private static CloudflareContract read() {
        var registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
        var paths = registry.getSchema(SchemaLocation.of(DOCUMENT)).getSchemaNode().path("paths");
        return new CloudflareContract(paths.properties().stream()
                .flatMap(path -> path.getValue().properties().stream().filter(method -> METHODS.contains(method.getKey()))
                        .map(method -> ContractOperation.read(registry, method.getKey(), path.getKey(), method.getValue())))
                .toList());
    }

    /**
     * What is wrong with a request, in words; empty when nothing is, or when the contract does not know the operation.
     *
     * @param path below {@code /client/v4}, without the query
     * @param contentType of the body, or null
     * @param body empty for none
     */
    public List<String> violationsOfRequest(String method, String path, MultiMap parameters, @Nullable String contentType, String body) {
        return operations.stream().filter(operation -> operation.serves(method, path)).findFirst()
                .map(operation -> operation.violationsOfRequest(parameters, contentType, body)).orElse(List.of());
    }

    /** What is wrong with an answer, in words. An operation that the contract does not know may only answer with an error. */
    public List<String> violationsOfAnswer(String method, String path, int status, String body) {
        return operations.stream().filter(operation -> operation.serves(method, path)).findFirst()
                .map(operation -> operation.violationsOfAnswer(status, body))
                .orElseGet(() -> status == 200
                        ? List.of("the contract has no " + method + " " + path)
                        : operations.get(0).violationsOfAnswer(status, body));
    }

    private static final class Loaded {

        static final CloudflareContract CONTRACT = read();
    }
}
