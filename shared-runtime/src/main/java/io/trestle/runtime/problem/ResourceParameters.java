package io.trestle.runtime.problem;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.List;

import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;

import org.jboss.resteasy.reactive.RestCookie;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** What the parameters of resource methods are called in requests. */
final class ResourceParameters {

    private ResourceParameters() {
    }

    /** @return the name in the request; empty for the body, which has none */
    static String name(Class<?> resource, String methodName, List<Class<?>> types, int index, String javaName) {
        // An interceptor's subclass overrides the method without the annotations of its parameters.
        for (Class<?> type = resource; type != null; type = type.getSuperclass()) {
            var method = method(type, methodName, types);
            if (method != null) {
                for (var annotation : method.getParameterAnnotations()[index]) {
                    var name = name(annotation);
                    if (name != null) {
                        return name.isEmpty() ? javaName : name;
                    }
                }
            }
        }
        return "";
    }

    private static @Nullable Method method(Class<?> type, String name, List<Class<?>> types) {
        try {
            return type.getDeclaredMethod(name, types.toArray(Class<?>[]::new));
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    /** @return null for an annotation that does not bind a parameter; empty where the Java name counts */
    private static @Nullable String name(Annotation annotation) {
        if (annotation instanceof QueryParam query) {
            return query.value();
        }
        if (annotation instanceof RestQuery query) {
            return query.value();
        }
        if (annotation instanceof PathParam path) {
            return path.value();
        }
        if (annotation instanceof RestPath path) {
            return path.value();
        }
        if (annotation instanceof HeaderParam header) {
            return header.value();
        }
        if (annotation instanceof RestHeader header) {
            return header.value();
        }
        if (annotation instanceof FormParam form) {
            return form.value();
        }
        if (annotation instanceof RestForm form) {
            return form.value();
        }
        if (annotation instanceof CookieParam cookie) {
            return cookie.value();
        }
        return annotation instanceof RestCookie cookie ? cookie.value() : null;
    }
}
