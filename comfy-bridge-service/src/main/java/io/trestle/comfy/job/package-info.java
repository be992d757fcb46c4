/**
 * Jobs: accepted once, ended once. Every change of state is one statement that names the state it leaves, in one transaction with the
 * events that tell of it.
 */
@NullMarked
package io.trestle.comfy.job;

import org.jspecify.annotations.NullMarked;
