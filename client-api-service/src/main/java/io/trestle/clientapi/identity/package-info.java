/** Tenants and their API keys, the tokens that other services verify, and the key pairs of the service itself. */
@NullMarked
package io.trestle.clientapi.identity;

import org.jspecify.annotations.NullMarked;
