/** What a wallet has deployed, from the wish to its end: stored, worked on by whoever is there, told of on {@code compute.events.v1}. */
@NullMarked
package io.trestle.gateway.deployment;

import org.jspecify.annotations.NullMarked;
