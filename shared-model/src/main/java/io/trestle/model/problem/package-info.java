/** The catalogue of problem types (RFC 9457) that every surface answers with. */
@NullMarked
package io.trestle.model.problem;

import org.jspecify.annotations.NullMarked;
