package io.trestle.simulators.cog;

/**
 * What left the worker.
 *
 * @param body of webhooks
 * @param status of the answer; 0 where there was none
 */
public record SentRequest(String method, String url, String body, int status) {
}
