/**
 * How we know our own at Cloudflare: a tunnel by its secret, which only we can derive; a record by its comment and by where it leads.
 * Pure functions; nothing here calls anything.
 */
@NullMarked
package io.trestle.cloudflare.ownership;

import org.jspecify.annotations.NullMarked;
