package io.trestle.model.prediction;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/** Who wanted a prediction to be canceled. */
public enum CancelCause {
    /** The caller: by {@link CancelPrediction}, or by the cancel call of the service that runs it. */
    REQUESTED,
    /** The last socket that watched it left. */
    WATCHERS_LEFT,
    /** Somebody else, at the backend or worker itself; also what an older reader makes of a cause that it does not know. */
    @JsonEnumDefaultValue
    OTHER
}
