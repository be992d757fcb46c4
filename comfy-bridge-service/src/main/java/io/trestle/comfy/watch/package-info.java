/** What happens to jobs, as it happens, for whoever watches on any replica. */
@NullMarked
package io.trestle.comfy.watch;

import org.jspecify.annotations.NullMarked;
