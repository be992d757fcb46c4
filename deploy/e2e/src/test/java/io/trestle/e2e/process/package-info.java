/** Services as they are deployed, one process each. */
package io.trestle.e2e.process;
