/** Models: registering a signature, its versions, what a client may see of a model, and removing it. */
@NullMarked
package io.trestle.clientapi.registration;

import org.jspecify.annotations.NullMarked;
