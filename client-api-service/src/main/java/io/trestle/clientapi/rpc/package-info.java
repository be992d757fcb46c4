/**
 * Calls with callbacks: a client posts a call over HTTP and gets callbacks and the result over one WebSocket. A call is a leased row and a
 * frame is a row with a number, so calls outlive sockets and replicas, and a client that comes back gets what it missed.
 */
@NullMarked
package io.trestle.clientapi.rpc;

import org.jspecify.annotations.NullMarked;
