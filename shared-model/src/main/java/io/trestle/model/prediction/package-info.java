/** Predictions: commands to the bridge, and what happened to a prediction wherever it ran. Keyed by prediction id. */
@NullMarked
package io.trestle.model.prediction;

import org.jspecify.annotations.NullMarked;
