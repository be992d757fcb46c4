/** Rented and deployed compute: VMs and rentals of dbc-adapter, deployments of compute-gateway. Keyed by machine, VM or deployment id. */
@NullMarked
package io.trestle.model.compute;

import org.jspecify.annotations.NullMarked;
