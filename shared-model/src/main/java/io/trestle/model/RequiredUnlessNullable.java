package io.trestle.model;

import java.io.Serial;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;

/** Makes Jackson hold to what the records say: a component that is not {@code @Nullable} has to be there, and neither it nor an element of it is null. */
final class RequiredUnlessNullable extends NopAnnotationIntrospector {

    @Serial
    private static final long serialVersionUID = 1L;

    /** Covers the member that is missing, too: Jackson takes it for null. */
    @Override
    public JsonSetter.Value findSetterInfo(Annotated annotated) {
        return required(annotated) ? JsonSetter.Value.construct(Nulls.FAIL, Nulls.FAIL) : JsonSetter.Value.empty();
    }

    private static boolean required(Annotated annotated) {
        if (!(annotated instanceof AnnotatedParameter parameter) || !parameter.getDeclaringClass().isRecord()) {
            return false;
        }
        // the parameters of a record's canonical constructor are its components
        var component = parameter.getDeclaringClass().getRecordComponents()[parameter.getIndex()];
        return !component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }
}
