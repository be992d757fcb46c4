/** Predictions, as applications make, see and cancel them. */
@NullMarked
package io.trestle.clientapi.prediction;

import org.jspecify.annotations.NullMarked;
