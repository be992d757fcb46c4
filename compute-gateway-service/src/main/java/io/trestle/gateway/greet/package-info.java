/** The handshake: {@code /greet} in its four published types, Sign-In with Ethereum, and the ends of sessions. */
@NullMarked
package io.trestle.gateway.greet;

import org.jspecify.annotations.NullMarked;
