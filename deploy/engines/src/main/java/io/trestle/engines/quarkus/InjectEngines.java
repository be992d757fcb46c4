package io.trestle.engines.quarkus;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/** Marks the field of a test class that gets the {@link EnginesHandle} of {@link EnginesTestResource}. */
@Target(FIELD)
@Retention(RUNTIME)
public @interface InjectEngines {
}
