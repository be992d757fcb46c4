package io.trestle.cloudflare.cloudflareapi;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * A tunnel as Cloudflare has it.
 *
 * @param accountTag the account's id; some answers leave it out
 * @param deletedAt set on a tunnel that was deleted: it can still be read, and its name is free
 * @param status {@code inactive}, {@code degraded}, {@code healthy} or {@code down}
 */
@RegisterForReflection
public record CloudflareTunnel(String id, String name, @Nullable String accountTag, @Nullable String deletedAt, @Nullable String status) {

    public CloudflareTunnel {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
    }

    public boolean isDeleted() {
        return deletedAt != null;
    }
}
