/** Ethereum signatures: which address signed what, in the schemes that wallets use. Pure functions, no state. */
@NullMarked
package io.trestle.gateway.signature;

import org.jspecify.annotations.NullMarked;
