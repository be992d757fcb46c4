package io.trestle.cloudflare.cloudflareapi;

/** How a call ends that brings no value: {@link CloudflareRefusal decided} or {@link CloudflareUnavailable not decided}. */
public abstract sealed class CloudflareFailure extends RuntimeException permits CloudflareRefusal, CloudflareUnavailable {

    private static final long serialVersionUID = 1L;
    private static final int MAX_LENGTH = 300;

    CloudflareFailure(String message) {
        super(oneLine(message));
    }

    private static String oneLine(String message) {
        var line = message.replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + "…";
    }
}
