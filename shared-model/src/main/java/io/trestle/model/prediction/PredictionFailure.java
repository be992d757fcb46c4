package io.trestle.model.prediction;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/** Why a prediction failed, or an attempt was given up. */
public enum PredictionFailure {
    /** The bridge has no workflow of this alias. */
    WORKFLOW_NOT_FOUND,
    /** The workflow's graph is refused by every backend: a missing node class or model, a wrong link. */
    WORKFLOW_INVALID,
    /** An input is unknown, or its value has the wrong type or lies outside its range. */
    INPUT_INVALID,
    /** An input file cannot be fetched, is too large, or is not the one that was meant. */
    INPUT_FILE_UNAVAILABLE,
    /** No backend could take it, for as long as it was allowed to wait. */
    NO_BACKEND,
    /** The backend or worker died, hung or could not be reached, as often as it was tried. */
    BACKEND_LOST,
    /** It does not fit into the memory of any card. */
    OUT_OF_MEMORY,
    /** A node or the model raised an error. */
    EXECUTION_FAILED,
    /** It ran, but an output cannot be fetched or stored. */
    OUTPUT_UNAVAILABLE,
    /** The deadline came first. */
    DEADLINE_EXCEEDED,
    /** Another reason, which the detail gives; also what an older reader makes of a reason that it does not know. */
    @JsonEnumDefaultValue
    OTHER
}
