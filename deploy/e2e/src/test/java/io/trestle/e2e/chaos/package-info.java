/**
 * The suite under load while processes are killed and paused and lines between them fail; afterwards every promise that was made to a client is
 * looked up.
 */
package io.trestle.e2e.chaos;
