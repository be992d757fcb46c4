/**
 * The whole suite on one machine, each part a process of its own: engines, simulators, services.
 *
 * <p>{@link io.trestle.local.LocalStack} is the library (the end-to-end tests use it), {@link io.trestle.local.TrestleCommand} the command line
 * behind the {@code trestle} script.
 */
@NullMarked
package io.trestle.local;

import org.jspecify.annotations.NullMarked;
