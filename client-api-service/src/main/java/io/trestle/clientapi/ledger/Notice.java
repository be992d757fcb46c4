package io.trestle.clientapi.ledger;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonValue;

/** The events that an application can be told of by webhook, as Replicate and cog name them. */
public enum Notice {
    START, OUTPUT, LOGS, COMPLETED;

    @JsonValue
    public String json() {
        return name().toLowerCase(Locale.ROOT);
    }
}
