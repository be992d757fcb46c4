/** Ends of jobs, told to the addresses that callers gave: signed, repeated until they are taken, never more than the caller could look up. */
@NullMarked
package io.trestle.comfy.webhook;

import org.jspecify.annotations.NullMarked;
