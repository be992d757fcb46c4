/** Bytes by their SHA-256: uploads on their way to backends, and outputs from the moment they were first seen. */
@NullMarked
package io.trestle.comfy.content;

import org.jspecify.annotations.NullMarked;
