/**
 * The original bridge's API: the same paths, parameters and shapes, errors as {@code {"detail"}} with 400. A client id stands for the
 * newest job that was asked for under it, within one tenant.
 */
@NullMarked
package io.trestle.comfy.seedapi;

import org.jspecify.annotations.NullMarked;
