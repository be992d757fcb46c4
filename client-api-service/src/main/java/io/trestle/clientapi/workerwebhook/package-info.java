/** What workers report by webhook, in the forms of all generations of cog: read with patience, stored as it came, merged by the ledger. */
@NullMarked
package io.trestle.clientapi.workerwebhook;

import org.jspecify.annotations.NullMarked;
