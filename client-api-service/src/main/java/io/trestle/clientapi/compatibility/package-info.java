/** What a new version of a signature means to those who call the model: nothing, more possibilities, or calls that no longer work. */
@NullMarked
package io.trestle.clientapi.compatibility;

import org.jspecify.annotations.NullMarked;
