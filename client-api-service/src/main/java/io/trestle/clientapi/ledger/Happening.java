package io.trestle.clientapi.ledger;

import java.time.Instant;

/**
 * One event of a prediction's stream.
 *
 * @param seq counts from 1
 * @param type {@code status}, {@code output}, {@code logs}, {@code progress}, {@code lost}, {@code conflict}, {@code completed}
 * @param data a JSON object
 */
public record Happening(String predictionId, int seq, String type, String data, Instant at) {
}
