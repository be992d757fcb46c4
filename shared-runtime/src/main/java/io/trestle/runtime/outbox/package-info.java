/**
 * Transactional outbox: a state change and its messages commit together, and a relay brings the messages to Kafka afterwards.
 * At least once, in the order of commit for each key. Nothing else in the suite talks to a Kafka producer.
 */
@NullMarked
package io.trestle.runtime.outbox;

import org.jspecify.annotations.NullMarked;
