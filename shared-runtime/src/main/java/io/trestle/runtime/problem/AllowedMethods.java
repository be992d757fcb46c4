package io.trestle.runtime.problem;

import java.util.Set;
import java.util.TreeSet;

import org.jboss.resteasy.reactive.server.core.Deployment;
import org.jboss.resteasy.reactive.server.handlers.ClassRoutingHandler;
import org.jboss.resteasy.reactive.server.handlers.RestInitialHandler.InitialMatch;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper;

import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;

/** The methods that resources offer at a path, for {@code Allow} (RFC 9110, 10.2.1), which Quarkus leaves out of its 405. */
final class AllowedMethods {

    private AllowedMethods() {
    }

    /** @return in alphabetical order; empty when no resource has the path */
    static Set<String> of(String path) {
        var methods = new TreeSet<String>();
        var deployment = ResteasyReactiveRecorder.getCurrentDeployment();
        if (deployment != null) {
            collect(deployment, path, methods);
        }
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        if (!methods.isEmpty()) {
            methods.add("OPTIONS");
        }
        return methods;
    }

    private static void collect(Deployment deployment, String path, Set<String> methods) {
        var classes = new RequestMapper<InitialMatch>(deployment.getClassMappers());
        for (var match = classes.map(path); match != null; match = classes.continueMatching(path, match)) {
            var rest = match.remaining.isEmpty() ? "/" : match.remaining;
            for (var handler : match.value.handlers) {
                if (handler instanceof ClassRoutingHandler routing) {
                    routing.getMappers().forEach((method, mapper) -> {
                        // Sub-resource locators are listed without a method.
                        if (method != null && mapper.map(rest) != null) {
                            methods.add(method);
                        }
                    });
                }
            }
        }
    }
}
