package io.trestle.clientapi.prediction;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Locale;
import java.util.random.RandomGenerator;

import jakarta.enterprise.context.ApplicationScoped;

import io.trestle.model.EventIds;

/**
 * 26 characters, as cog recommends: a UUID of version 7 in base32hex (RFC 4648, section 7), whose order of characters is that of the bytes. So
 * ids sort as they were made, which pages and indexes use.
 */
@ApplicationScoped
class PredictionIds {

    private static final int RADIX = 32;
    private static final int LENGTH = 26;

    private final EventIds ids;

    PredictionIds(Clock clock, RandomGenerator random) {
        ids = new EventIds(clock, random);
    }

    String next() {
        var id = ids.next();
        var bytes = ByteBuffer.allocate(16).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits()).array();
        var digits = new BigInteger(1, bytes).toString(RADIX).toLowerCase(Locale.ROOT);
        return "0".repeat(LENGTH - digits.length()) + digits;
    }
}
