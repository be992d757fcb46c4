package io.trestle.cloudflare.ownership;

/**
 * Which of a model's secrets.
 *
 * @param generation the life of the tunnel, from 1
 * @param rotation how often the secret was rotated in this life, from 0
 */
public record SecretVersion(int generation, int rotation) {

    public SecretVersion next() {
        return new SecretVersion(generation, rotation + 1);
    }
}
