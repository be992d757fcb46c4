package io.trestle.simulators.cloudflare.api;

import java.util.List;
import java.util.Map;

/** Finds the operation of a request, and checks the ids in its path. */
final class Routes {

    private final List<Operation> operations;
    private final String accountId;
    private final String zoneId;

    Routes(List<Operation> operations, String accountId, String zoneId) {
        this.operations = List.copyOf(operations);
        this.accountId = accountId;
        this.zoneId = zoneId;
    }

    /** @param path below {@code /client/v4} */
    Route find(String method, String path) {
        var pathExists = false;
        for (var operation : operations) {
            var variables = operation.match(path);
            if (variables == null) {
                continue;
            }
            if (operation.method().equals(method)) {
                return checked(new Route(operation, variables, this), path);
            }
            pathExists = true;
        }
        throw pathExists
                ? new ApiFailure(405, ApiError.of(10000, method + " method not allowed for the api_token authentication scheme"))
                : noRoute(path);
    }

    private static Route checked(Route route, String path) {
        route.variables.forEach((name, value) -> {
            if (!Operation.isWellFormedId(name, value)) {
                throw noRoute(path);
            }
        });
        return route;
    }

    private static ApiFailure noRoute(String path) {
        return new ApiFailure(404, ApiError.of(7003, "Could not route to " + path + ", perhaps your object identifier is invalid?"),
                ApiError.of(7000, "No route for that URI"));
    }

    /** An operation with the variable parts of the path it was found by. */
    record Route(Operation operation, Map<String, String> variables, Routes routes) {

        /** A token of this account that lacks the permission, and ids that belong to others, are told apart by the code. */
        void checkScope(Scope scope) {
            if (operation.scope() != Scope.ANY && operation.scope() != scope) {
                throw new ApiFailure(403, ApiError.of(10000, "Authentication error"));
            }
            if (!variables.getOrDefault("account_id", routes.accountId).equals(routes.accountId)
                    || !variables.getOrDefault("zone_id", routes.zoneId).equals(routes.zoneId)) {
                throw new ApiFailure(403, ApiError.of(9109, "Unauthorized to access requested resource"));
            }
        }
    }
}
