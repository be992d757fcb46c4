/** The ComfyUI servers behind the bridge: which there are, how they are, and what an operator does with them. */
@NullMarked
package io.trestle.comfy.backend;

import org.jspecify.annotations.NullMarked;
