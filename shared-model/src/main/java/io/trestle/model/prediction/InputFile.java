package io.trestle.model.prediction;

import org.jspecify.annotations.Nullable;

/**
 * A file that is the value of an input. It travels as a reference; the bridge fetches it, and gives it to the backend again at each attempt.
 *
 * @param input the input's key, as in {@link RunPrediction}'s {@code inputs}
 * @param url absolute, http or https, without credentials or signature in it; readable until the prediction has ended
 * @param fileName the name that the workflow sees, without directories; 1 to 255 characters
 * @param contentType media type, where it is known
 * @param size bytes, 0 or more, where it is known
 * @param sha256 of the bytes, 64 lower-case hex digits, where it is known; a file that differs fails the prediction
 */
public record InputFile(String input, String url, String fileName, @Nullable String contentType, @Nullable Long size,
        @Nullable String sha256) {
}
