package io.trestle.runtime.identity;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ResourceInfo;

import org.jboss.resteasy.reactive.server.ServerRequestFilter;

import io.smallrye.mutiny.Uni;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.problem.ProblemException;
import io.vertx.core.http.HttpServerRequest;

/** Asks who calls, before every resource method that is not {@link Anonymous}, and before its body is read. */
@Singleton
class IdentityFilter {

    private enum Access {
        ANONYMOUS, CALLER, OPERATOR
    }

    private final ConcurrentMap<Method, Access> accesses = new ConcurrentHashMap<>();
    private final IdentityVerifier verifier;
    private final CurrentCaller current;

    @Inject
    IdentityFilter(IdentityVerifier verifier, CurrentCaller current) {
        this.verifier = verifier;
        this.current = current;
    }

    @ServerRequestFilter(priority = Priorities.AUTHENTICATION, nonBlocking = true)
    Uni<Void> identify(ResourceInfo resource, HttpServerRequest request) {
        var access = accesses.computeIfAbsent(resource.getResourceMethod(), IdentityFilter::access);
        if (access == Access.ANONYMOUS) {
            return Uni.createFrom().voidItem();
        }
        return verifier.verify(request.headers()).invoke(caller -> admit(caller, access)).replaceWithVoid();
    }

    private void admit(Caller caller, Access access) {
        if (access == Access.OPERATOR && !caller.isOperator()) {
            throw new ProblemException(ProblemType.FORBIDDEN, "Only operators may do this");
        }
        current.set(caller);
    }

    /** The method's annotation decides; the class's where the method has none. */
    private static Access access(Method method) {
        if (has(method, OperatorOnly.class)) {
            return Access.OPERATOR;
        }
        if (has(method, Anonymous.class)) {
            return Access.ANONYMOUS;
        }
        var type = method.getDeclaringClass();
        if (type.isAnnotationPresent(OperatorOnly.class)) {
            return Access.OPERATOR;
        }
        return type.isAnnotationPresent(Anonymous.class) ? Access.ANONYMOUS : Access.CALLER;
    }

    private static boolean has(Method method, Class<? extends Annotation> annotation) {
        return method.isAnnotationPresent(annotation);
    }
}
