/**
 * The driving of a backend by the one replica that leases it: its connection, the jobs that it has, how each of them ends, and how the backend
 * fails.
 */
@NullMarked
package io.trestle.comfy.driving;

import org.jspecify.annotations.NullMarked;
