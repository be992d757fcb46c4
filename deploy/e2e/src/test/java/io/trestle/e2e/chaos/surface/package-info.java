/** What clients do with each surface of the suite, and what they may expect once everything is well again. */
package io.trestle.e2e.chaos.surface;
