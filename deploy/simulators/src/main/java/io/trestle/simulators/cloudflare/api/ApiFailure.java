package io.trestle.simulators.cloudflare.api;

import java.util.List;

/** Ends an operation with an error answer; nothing was changed. */
public final class ApiFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final transient List<ApiError> errors;

    public ApiFailure(int status, ApiError... errors) {
        super(errors[0].code() + " " + errors[0].message(), null, false, false);
        this.status = status;
        this.errors = List.of(errors);
    }

    public int status() {
        return status;
    }

    public List<ApiError> errors() {
        return errors;
    }

    /** The same, pointing at a part of the request. */
    public ApiFailure at(String jsonPointer) {
        return new ApiFailure(status, errors.stream().map(error -> error.at(jsonPointer)).toArray(ApiError[]::new));
    }
}
