/** DNS records of the simulated zone, their rules and operations ({@code /zones/{id}/dns_records}). */
@NullMarked
package io.trestle.simulators.cloudflare.dns;

import org.jspecify.annotations.NullMarked;
