package io.trestle.dbc.platform;

import java.security.SecureRandom;
import java.util.random.RandomGenerator;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The source of ids and ports that nobody may guess. */
class Randomness {

    @Produces
    @Singleton
    RandomGenerator random() {
        return new SecureRandom();
    }
}
