/** Which backend a job goes to: the one that is expected to have it done first, learned from what ran there before. */
@NullMarked
package io.trestle.comfy.routing;

import org.jspecify.annotations.NullMarked;
