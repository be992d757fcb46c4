/** Real PostgreSQL and Kafka for tests and the local stack, from Maven artifacts: shared, private, or each as a process of its own. */
@NullMarked
package io.trestle.engines;

import org.jspecify.annotations.NullMarked;
