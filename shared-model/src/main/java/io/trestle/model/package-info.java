/**
 * What the services say to each other: topics, the messages on them, and how a message becomes bytes.
 * Contracts only: no framework, nothing that opens a socket.
 */
@NullMarked
package io.trestle.model;

import org.jspecify.annotations.NullMarked;
