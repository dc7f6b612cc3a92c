package org.tallystick.model;

import java.util.Objects;

/**
 * Something a contract announced while it executed; part of the receipt, so it is attested by the block.
 *
 * @param contract who announced it
 * @param name what kind of event, 1 to {@link #MAX_NAME} printable characters of ASCII
 * @param data in the contract's own encoding, at most {@link #MAX_DATA} bytes
 */
public record ContractEvent(ContractId contract, String name, Bytes data) {
    /** The most characters in an event's name. */
    public static final int MAX_NAME = 64;

    /** The most bytes of data in an event. */
    public static final int MAX_DATA = 4096;

    /** Checks the bounds. */
    public ContractEvent {
        Objects.requireNonNull(contract, "contract");
        Texts.requireAscii(name, MAX_NAME, "an event's name");
        if (data.size() > MAX_DATA) {
            throw new IllegalArgumentException("an event has at most 4096 bytes of data, not " + data.size());
        }
    }
}
