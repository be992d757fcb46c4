/**
 * Everything that goes wrong in HTTP becomes one {@link io.trestle.runtime.problem.Problem}, mapped in one place, and is written
 * in the shape of the surface it happened on: RFC 9457 unless a {@link io.trestle.runtime.problem.ProblemShape} covers the path.
 */
@NullMarked
package io.trestle.runtime.problem;

import org.jspecify.annotations.NullMarked;
