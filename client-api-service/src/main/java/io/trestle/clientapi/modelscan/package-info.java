/** Finds model files below the configured roots, for {@code scan_models}. */
@NullMarked
package io.trestle.clientapi.modelscan;

import org.jspecify.annotations.NullMarked;
