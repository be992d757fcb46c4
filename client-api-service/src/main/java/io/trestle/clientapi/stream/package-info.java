/** Predictions as streams of server-sent events: one listener per instance, fan-out in memory, resumable from the database. */
@NullMarked
package io.trestle.clientapi.stream;

import org.jspecify.annotations.NullMarked;
