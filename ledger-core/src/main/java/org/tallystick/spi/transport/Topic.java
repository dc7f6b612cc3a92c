package org.tallystick.spi.transport;

/** What is spread to everyone by gossip, each with a cap on the size of one item. */
public enum Topic {
    /** Signed transactions, named by their transaction id. */
    TRANSACTIONS(1 << 20),
    /** Final blocks with their certificates, named by the block hash. */
    BLOCKS(34 << 20),
    /** Proofs that a validator contradicted itself, named by their id. */
    EVIDENCE(34 << 10);

    private final int maxBytes;

    Topic(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** The most bytes in one item. */
    public int maxBytes() {
        return maxBytes;
    }
}
