package io.trestle.runtime.problem;

import java.util.Comparator;
import java.util.List;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;

import org.jspecify.annotations.Nullable;

import io.quarkus.hibernate.validator.runtime.jaxrs.ResteasyReactiveViolationException;

/** Bean Validation's findings, as the caller knows the request: members of the body or names of parameters, not Java methods. */
final class Violations {

    private Violations() {
    }

    /** Whether the request broke the rules: parameters of a resource method, or a bean that was validated by itself. Anything else is a bug. */
    static boolean areOfCaller(ConstraintViolationException failure) {
        return failure.getConstraintViolations().stream().allMatch(violation -> isOfCaller(failure, violation));
    }

    static List<FieldError> errors(ConstraintViolationException failure) {
        return failure.getConstraintViolations().stream()
                .map(violation -> new FieldError(path(violation), violation.getMessage()))
                // A set has no order; the same request should get the same answer.
                .sorted(Comparator.comparing(FieldError::path).thenComparing(FieldError::message))
                .toList();
    }

    private static boolean isOfCaller(ConstraintViolationException failure, ConstraintViolation<?> violation) {
        var nodes = violation.getPropertyPath().iterator();
        if (!nodes.hasNext() || !isExecutable(nodes.next())) {
            return true;
        }
        return failure instanceof ResteasyReactiveViolationException && nodes.next().getKind() == ElementKind.PARAMETER;
    }

    private static boolean isExecutable(Path.Node node) {
        return node.getKind() == ElementKind.METHOD || node.getKind() == ElementKind.CONSTRUCTOR;
    }

    private static String path(ConstraintViolation<?> violation) {
        var path = new StringBuilder();
        Path.MethodNode method = null;
        for (var node : violation.getPropertyPath()) {
            switch (node.getKind()) {
                case METHOD -> method = node.as(Path.MethodNode.class);
                case PARAMETER -> path.append(parameter(violation, method, node.as(Path.ParameterNode.class)));
                default -> append(path, node);
            }
        }
        return path.toString();
    }

    private static String parameter(ConstraintViolation<?> violation, Path.@Nullable MethodNode method, Path.ParameterNode node) {
        return method == null
                ? node.getName()
                : ResourceParameters.name(violation.getRootBeanClass(), method.getName(),
                        method.getParameterTypes(), node.getParameterIndex(), node.getName());
    }

    private static void append(StringBuilder path, Path.Node node) {
        if (node.getIndex() != null) {
            path.append('[').append(node.getIndex()).append(']');
        } else if (node.getKey() != null) {
            path.append(path.isEmpty() ? "" : ".").append(node.getKey());
        }
        if (node.getKind() == ElementKind.PROPERTY) {
            path.append(path.isEmpty() ? "" : ".").append(node.getName());
        }
    }
}
