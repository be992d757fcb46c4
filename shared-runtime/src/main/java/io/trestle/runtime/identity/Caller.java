package io.trestle.runtime.identity;

import java.util.Set;

/**
 * Whom a request acts for.
 *
 * @param tenant id of the tenant; what belongs to another tenant answers 404
 * @param groups {@code user}, {@code operator}
 */
public record Caller(String tenant, Set<String> groups) {

    public static final String USER = "user";
    public static final String OPERATOR = "operator";

    public Caller {
        groups = Set.copyOf(groups);
    }

    public boolean isOperator() {
        return groups.contains(OPERATOR);
    }
}
