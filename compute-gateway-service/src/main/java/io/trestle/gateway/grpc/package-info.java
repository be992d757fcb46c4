/**
 * The gateway for programs, on a port of its own: the handshake and single requests as calls of {@code compute.ComputeService}. What a call asks
 * for is decided where HTTP requests are decided; nothing is allowed here that is not allowed there.
 */
@NullMarked
package io.trestle.gateway.grpc;

import org.jspecify.annotations.NullMarked;
