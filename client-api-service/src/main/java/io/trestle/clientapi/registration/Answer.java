package io.trestle.clientapi.registration;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * An answer in the two forms that clients read: the members at the top level, and the same below {@code data} beside {@code httpStatus}.
 *
 * @param httpStatus the status of the response, which the existing client reads here
 */
record Answer<T>(@JsonUnwrapped T members, int httpStatus, T data) {

    static <T> Answer<T> of(int status, T data) {
        return new Answer<>(data, status, data);
    }
}
