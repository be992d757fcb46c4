/** Kafka 4.1 in KRaft combined mode: broker and controller of a cluster of one, in this JVM. */
@NullMarked
package io.trestle.engines.kafka;

import org.jspecify.annotations.NullMarked;
