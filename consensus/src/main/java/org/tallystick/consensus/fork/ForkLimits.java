package org.tallystick.consensus.fork;

/** The bounds that keep a faulty or malicious peer from costing more than a stated amount. */
final class ForkLimits {
    /** Heights above the last final block at which blocks are kept, beyond the depth of finality. */
    static final int MAX_ABOVE = 128;

    /** Blocks kept above the last final one; at the bound the lightest tip goes. */
    static final int MAX_BLOCKS = 512;

    /** Bytes of the blocks kept above the last final one. */
    static final long MAX_BYTES = 96L << 20;

    /** Blocks kept whose parents are not known; at the bound the oldest goes. */
    static final int MAX_ORPHANS = 64;

    /** Of one deliverer. */
    static final int MAX_ORPHANS_OF_PEER = 24;

    /** Bytes of them. */
    static final long MAX_ORPHAN_BYTES = 24L << 20;

    /** Blocks whose seals are being checked, of one deliverer. */
    static final int MAX_CHECKS_OF_PEER = 64;

    /** Deliverers whose blocks are being checked. */
    static final int MAX_DELIVERERS = 1024;

    /** Blocks that turned out invalid and are remembered with who delivered them. */
    static final int MAX_REFUSED = 128;

    /** Blocks that are being asked for. */
    static final int MAX_WANTS = 64;

    /** Of one peer's naming. */
    static final int MAX_WANTS_OF_PEER = 8;

    /** How often a block is asked for before it is given up until it is named again. */
    static final int MAX_ATTEMPTS = 8;

    /** Blocks in one message. */
    static final int MAX_BLOCKS_A_MESSAGE = 32;

    /** Bytes of blocks after which a message takes no further one. */
    static final int ENOUGH_BYTES = 4 << 20;

    /** Most bytes of an encoded header. */
    static final int MAX_HEADER = 4 << 10;

    /** Most bytes of a seal. */
    static final int MAX_SEAL = 8 << 10;

    /** Most bytes of a body; leaves room for the rest of the message in a frame of 33 MiB. */
    static final int MAX_BODY = (33 << 20) - (256 << 10);

    /** Answers to one peer within an answer window. */
    static final int ANSWERS = 4;

    private ForkLimits() {}
}
