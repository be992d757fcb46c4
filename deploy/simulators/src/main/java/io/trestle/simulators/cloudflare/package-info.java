/**
 * A Cloudflare account with one zone, its tunnels and DNS records, behind the part of the API v4 that tunnels need.
 * {@link io.trestle.simulators.cloudflare.CloudflareSimulator} is the library, {@code CloudflareSimulatorMain} the process.
 */
@NullMarked
package io.trestle.simulators.cloudflare;

import org.jspecify.annotations.NullMarked;
