/** What there is to rent VMs on: GPU nodes in numbers instead of texts with units, and disk images. Nothing of it is stored. */
@NullMarked
package io.trestle.dbc.inventory;

import org.jspecify.annotations.NullMarked;
