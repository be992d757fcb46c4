/**
 * A ComfyUI server without models: its HTTP API, its WebSocket frames in their recorded order, and the defects of its versions.
 */
@NullMarked
package io.trestle.simulators.comfyui;

import org.jspecify.annotations.NullMarked;
