package io.trestle.cloudflare.ownership;

/**
 * Which of a model's secrets.
 *
 * @param generation the life of the tunnel, from 1
 * @param rotation how often the secret was rotated in this life, from 0
 * @param pooled made before the model had a tenant, so that it does not follow from one; only {@link #POOLED} is
 */
public record SecretVersion(int generation, int rotation, boolean pooled) {

    /** The one secret that the pool gives. It stays with the tenant that claims the tunnel, until it is rotated. */
    public static final SecretVersion POOLED = new SecretVersion(1, 0, true);

    public SecretVersion(int generation, int rotation) {
        this(generation, rotation, false);
    }

    /** The tenant's, whatever this one is. */
    public SecretVersion next() {
        return new SecretVersion(generation, rotation + 1);
    }
}
