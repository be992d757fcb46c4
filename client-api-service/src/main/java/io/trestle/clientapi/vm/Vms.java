package io.trestle.clientapi.vm;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.WebApplicationException;

import org.eclipse.microprofile.rest.client.inject.RestClient;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.smallrye.mutiny.Uni;
import io.trestle.clientapi.identity.Tokens;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.identity.Caller;
import io.trestle.runtime.problem.ProblemException;

/** Asks dbc-adapter in the name of a tenant. Its refusals are passed on as they are; while it is away it is asked again. */
@ApplicationScoped
class Vms {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final VmAdapter adapter;
    private final Tokens tokens;
    private final ObjectMapper mapper;
    private final VmAdapterConfig config;

    Vms(@RestClient VmAdapter adapter, Tokens tokens, ObjectMapper mapper, VmAdapterConfig config) {
        this.adapter = adapter;
        this.tokens = tokens;
        this.mapper = mapper;
        this.config = config;
    }

    /** Asks once: whoever waits for the answer can ask again. */
    Uni<Void> check(Caller caller, JsonNode wanted) {
        return authorized(caller, token -> adapter.create(token, "check", true, wanted))
                .onFailure(failure -> !(failure instanceof ProblemException)).transform(this::away).replaceWithVoid();
    }

    /** @param key the same one leads to the same VM. @return the VM's id */
    Uni<String> create(Caller caller, String key, JsonNode wanted) {
        return patiently(caller, token -> adapter.create(token, key, false, wanted)).map(vm -> vm.path("id").textValue());
    }

    Uni<JsonNode> get(Caller caller, String id) {
        return patiently(caller, token -> adapter.get(token, id));
    }

    Uni<Void> delete(Caller caller, String id) {
        return patiently(caller, token -> adapter.delete(token, id)).replaceWithVoid();
    }

    private Uni<JsonNode> patiently(Caller caller, Function<String, Uni<JsonNode>> call) {
        return authorized(caller, call)
                .onFailure(failure -> !(failure instanceof ProblemException)).retry().withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                .expireIn(config.patience().toMillis())
                .onFailure(failure -> !(failure instanceof ProblemException)).transform(this::away);
    }

    private Uni<JsonNode> authorized(Caller caller, Function<String, Uni<JsonNode>> call) {
        return tokens.issue(caller).chain(token -> call.apply("Bearer " + token))
                .onFailure(WebApplicationException.class).transform(failure -> answered((WebApplicationException) failure));
    }

    private ProblemException away(Throwable failure) {
        return new ProblemException(ProblemType.UNAVAILABLE, "dbc-adapter, which makes VMs, cannot be reached", failure)
                .retryAfter(LONGEST_PAUSE);
    }

    /** Only what it refuses is final. */
    private Throwable answered(WebApplicationException failure) {
        var response = failure.getResponse();
        if (response.getStatus() >= 500 || response.getStatus() == 429) {
            return failure;
        }
        try {
            var problem = mapper.readTree(response.readEntity(String.class));
            var type = problem.path("type").asText();
            var known = Arrays.stream(ProblemType.values()).filter(one -> one.type().toString().equals(type)).findFirst()
                    .orElse(ProblemType.UPSTREAM_FAILED);
            var passedOn = new ProblemException(known, problem.path("detail").asText("dbc-adapter refused the request"));
            return problem.has("errors") ? passedOn.with("errors", problem.get("errors")) : passedOn;
        } catch (JsonProcessingException | IllegalStateException e) {
            return new ProblemException(ProblemType.UPSTREAM_FAILED, "dbc-adapter answered " + response.getStatus(), e);
        }
    }
}
