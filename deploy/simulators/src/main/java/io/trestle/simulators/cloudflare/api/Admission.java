package io.trestle.simulators.cloudflare.api;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.trestle.simulators.HttpAnswer;
import io.trestle.simulators.SimulatedRequest;

/** What stands before every operation, in this order: header format, token, request budget, route and ids, scope, contract. */
final class Admission {

    private final Credentials credentials;
    private final Routes routes;
    private final boolean strict;
    private final Supplier<RequestBudget> freshBudget;
    private final Map<Scope, RequestBudget> budgets = new ConcurrentHashMap<>();

    /** @param strict whether a request that breaks the contract is refused */
    Admission(Credentials credentials, Routes routes, boolean strict, Supplier<RequestBudget> freshBudget) {
        this.credentials = credentials;
        this.routes = routes;
        this.strict = strict;
        this.freshBudget = freshBudget;
    }

    HttpAnswer admit(SimulatedRequest request, String path) {
        var scope = credentials.authenticate(request.headers(), path);
        var budget = budgets.computeIfAbsent(scope, token -> freshBudget.get());
        var wait = budget.take();
        if (!wait.isZero()) {
            return Throttled.answer(wait).withHeaders(budget.headers());
        }
        return withinBudget(request, path, scope).withHeaders(budget.headers());
    }

    private HttpAnswer withinBudget(SimulatedRequest request, String path, Scope scope) {
        try {
            var route = routes.find(request.method(), path);
            route.checkScope(scope);
            if (strict && !request.violations().isEmpty()) {
                throw brokenContract(request);
            }
            return route.operation().handler().apply(new ApiCall(request, route.variables()));
        } catch (ApiFailure failure) {
            return Envelope.failure(failure.status(), failure.errors());
        } catch (ClassCastException e) {
            // Only a lenient simulator lets a body get here whose members have other types than the contract says.
            return Envelope.failure(400, List.of(ApiError.of(6007, "Malformed JSON in request body")));
        }
    }

    /** Not an answer of the real API, which forgives more: here a client learns about its mistake. */
    private static ApiFailure brokenContract(SimulatedRequest request) {
        return new ApiFailure(400, request.violations().stream()
                .map(violation -> ApiError.of(CloudflareContract.VIOLATION, "Simulator, strict: " + violation)).toArray(ApiError[]::new));
    }
}
