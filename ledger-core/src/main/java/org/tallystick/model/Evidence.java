package org.tallystick.model;

import java.util.Objects;

/**
 * Two signed messages of one validator that no honest one signs both. With the validators of the epoch anyone can tell
 * who it was, and needs to believe nobody else.
 *
 * @param chainId the chain
 * @param engine the name of the engine whose messages they are
 * @param epoch the epoch
 * @param validator the voting key that signed both
 * @param kind what it did, stable and for programs; 1 to 64 bytes
 * @param first a signed message, in the engine's encoding
 * @param second another; as bytes it is above the first, so that two finders of one pair name it alike
 */
public record Evidence(
        Hash chainId, String engine, long epoch, PublicKey validator, String kind, Bytes first, Bytes second) {
    /** The most bytes in one of the messages. */
    public static final int MAX_MESSAGE = 16 << 10;

    /** Checks the bounds. */
    public Evidence {
        Objects.requireNonNull(chainId, "chainId");
        Objects.requireNonNull(validator, "validator");
        Texts.requireUtf8(engine, 1, 32, "an engine's name");
        Texts.requireUtf8(kind, 1, 64, "a kind of evidence");
        if (epoch < 0 || first.size() > MAX_MESSAGE || second.size() > MAX_MESSAGE) {
            throw new IllegalArgumentException("evidence is of an epoch from 0, with messages of at most 16 KiB");
        }
        if (first.compareTo(second) >= 0) {
            throw new IllegalArgumentException("the two messages of evidence differ and stand in ascending order");
        }
    }

    /** Evidence from two messages in any order. */
    public static Evidence of(
            Hash chainId, String engine, long epoch, PublicKey validator, String kind, Bytes one, Bytes other) {
        return one.compareTo(other) < 0
                ? new Evidence(chainId, engine, epoch, validator, kind, one, other)
                : new Evidence(chainId, engine, epoch, validator, kind, other, one);
    }
}
