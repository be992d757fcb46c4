package io.trestle.runtime.identity;

import io.smallrye.mutiny.Uni;

/** Hook of a service that accepts {@code X-API-KEY}: one CDI bean. Without it the header is refused. */
public interface ApiKeys {

    /** @return the key's caller; a null item when no such key is valid; a failure when that cannot be told now */
    Uni<Caller> authenticate(String apiKey);
}
