/** The queue with its one worker, the run of a prompt frame by frame, the node cache, and the history. */
@NullMarked
package io.trestle.simulators.comfyui.run;

import org.jspecify.annotations.NullMarked;
