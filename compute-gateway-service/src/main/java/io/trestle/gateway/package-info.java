/** Wallets sign in, deploy a service, and reach it: every request with their session goes there. */
@NullMarked
package io.trestle.gateway;

import org.jspecify.annotations.NullMarked;
