package io.trestle.model;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The versioned name of a message: its CloudEvents {@code type}. A change that an old reader cannot ignore gets a new record and a new name.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface MessageType {

    /** {@code io.trestle.<aggregate>.<fact in kebab-case>.v<n>}, for example {@code io.trestle.tunnel.provisioned.v1}. */
    String value();
}
