package org.tallystick.consensus.bft;

/** The bounds that keep a faulty or malicious peer from costing more than a stated amount. */
final class Limits {
    /** The highest view; views share a journal position with the epoch. */
    static final long MAX_VIEW = (1L << 40) - 1;

    /** The highest epoch. */
    static final long MAX_EPOCH = (1L << 22) - 1;

    /** Most items in one message. */
    static final int MAX_ITEMS = 128;

    /** Most bytes of an encoded header. */
    static final int MAX_HEADER = 4 << 10;

    /** Most bytes of a block's body; leaves room for the rest of the message in a frame of 33 MiB. */
    static final int MAX_BODY = (33 << 20) - (256 << 10);

    /** Most bytes of a signature, whatever its scheme. */
    static final int MAX_SIGNATURE = 8 << 10;

    /** Single votes are taken for views up to this far ahead of the current one; certificates for any view. */
    static final int VOTE_WINDOW = 32;

    /** Proposals are kept for views up to this far ahead of the current one. */
    static final int PROPOSAL_WINDOW = 2;

    /** Views in one request for certificates. */
    static final int MAX_RANGE = 64;

    /** Signature checks under way for votes that came straight from the node of the validator they name. */
    static final int DIRECT_CHECKS = 64;

    /** Signature checks under way for votes of one validator that someone else delivered. */
    static final int RELAYED_CHECKS = 8;

    /** Certificates of one validator's node whose signatures are being checked; of any other node it is one. */
    static final int CERTIFICATE_CHECKS = 8;

    /** Senders whose certificates are being checked at a time. */
    static final int SENDERS = 4096;

    /** How often an uncertified block may turn out invalid before further copies of it are ignored. */
    static final int INVALID_COPIES = 3;

    /** Heights that may be missing below a final block before the node is asked to catch up instead. */
    static final int MISSING_BEFORE_CATCH_UP = 2;

    /** Answers of each kind to one peer within an answer window. */
    static final int ANSWERS = 4;

    /** Nullifications below the final view that are remembered to name culprits. */
    static final int ARCHIVED_VIEWS = 64;

    /** Bodies of blocks that were voted for but not certified are kept for this many views. */
    static final int KEPT_BODIES = 64;

    private Limits() {}
}
