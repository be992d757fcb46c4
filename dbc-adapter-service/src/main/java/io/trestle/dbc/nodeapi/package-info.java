/**
 * The DBC client node as it is spoken to: one HTTP client with the node's limits, and what its answers mean. The node answers most errors with
 * HTTP 200, and a failure of its own says nothing about whether the GPU node acted; here that becomes a type.
 */
@NullMarked
package io.trestle.dbc.nodeapi;

import org.jspecify.annotations.NullMarked;
