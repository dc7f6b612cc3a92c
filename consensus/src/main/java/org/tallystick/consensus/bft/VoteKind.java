package org.tallystick.consensus.bft;

/** The three things a validator can say about a view. The tag stands in every encoding and in what is signed. */
enum VoteKind {
    /** This block is good and may stand in this view. */
    NOTARIZE(1),
    /** This view may be skipped. */
    NULLIFY(2),
    /** I have seen this block notarized, and did not and will not nullify this view. */
    FINALIZE(3);

    private static final VoteKind[] ALL = values();

    private final int tag;

    VoteKind(int tag) {
        this.tag = tag;
    }

    int tag() {
        return tag;
    }

    /** The kind with a tag, or null when there is none. */
    static VoteKind ofTag(int tag) {
        return tag >= 1 && tag <= ALL.length ? ALL[tag - 1] : null;
    }
}
