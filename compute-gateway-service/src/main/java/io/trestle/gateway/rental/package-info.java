/** Rentals of machines, as dbc-adapter tells of them: leases, where the gateway is configured to take them for such. */
@NullMarked
package io.trestle.gateway.rental;

import org.jspecify.annotations.NullMarked;
