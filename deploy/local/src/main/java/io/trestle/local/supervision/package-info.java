/**
 * Processes of an operating system, kept running: started, watched until they are ready, started again when they die, known by records that
 * outlive the launcher. Nothing in here knows what the processes are for.
 */
@NullMarked
package io.trestle.local.supervision;

import org.jspecify.annotations.NullMarked;
