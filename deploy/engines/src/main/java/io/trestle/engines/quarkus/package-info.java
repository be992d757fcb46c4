/** The engines as a test resource of Quarkus. */
@NullMarked
package io.trestle.engines.quarkus;

import org.jspecify.annotations.NullMarked;
