/** The bridge's own API for jobs: what the seed's surface cannot say. */
@NullMarked
package io.trestle.comfy.jobapi;

import org.jspecify.annotations.NullMarked;
