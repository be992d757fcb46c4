/** LISTEN and NOTIFY of PostgreSQL: how replicas of one service wake each other. Always a hint; whoever listens also looks by itself. */
@NullMarked
package io.trestle.runtime.notify;

import org.jspecify.annotations.NullMarked;
