/** ComfyUI as it is: its HTTP calls, its frames, its failures. Nothing here knows of jobs. */
@NullMarked
package io.trestle.comfy.comfyuiapi;

import org.jspecify.annotations.NullMarked;
