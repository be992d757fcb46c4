/** What is known of a wallet: that it may sign in, which proofs it has used up, which sessions it has ended, where its requests go. */
@NullMarked
package io.trestle.gateway.wallet;

import org.jspecify.annotations.NullMarked;
