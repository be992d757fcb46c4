/** The whole suite as processes, driven over the wire. */
package io.trestle.e2e;
