package org.tallystick.p2p;

/** Why a node ends a connection, or refuses one: what it tells the other side, and what stands in a {@link Refusal}. */
public enum GoodbyeCode {
    /** A code that this version does not know; the text says more. */
    OTHER(0, false),
    /** The node is closing. */
    SHUTTING_DOWN(1, false),
    /** Another version of the frames or of the messages. */
    WRONG_VERSION(2, true),
    /** Another chain. */
    WRONG_CHAIN(3, true),
    /** The ledger does not let this node connect. */
    NOT_ADMITTED(4, true),
    /** It broke the rules and has to stay away for a time. */
    BANNED(5, true),
    /** There are as many connections as are allowed. */
    FULL(6, true),
    /** There is a connection between the two already. */
    DUPLICATE(7, false),
    /** A newer connection between the two takes the place of this one. */
    REPLACED(8, false),
    /** The node has reached itself. */
    SELF(9, false),
    /** A frame that no correct node sends. */
    VIOLATION(10, true),
    /** It does not read what it is sent. */
    TOO_SLOW(11, false),
    /** Nothing was heard of it for too long. */
    SILENT(12, false),
    /** It makes this node hold more unfinished messages than it can. */
    OVERLOAD(13, false),
    /** TLS or the first frames failed, or took too long. */
    HANDSHAKE_FAILED(14, false);

    private final int code;
    private final boolean lasting;

    GoodbyeCode(int code, boolean lasting) {
        this.code = code;
        this.lasting = lasting;
    }

    int code() {
        return code;
    }

    /** Whether the reason is unlikely to be gone in a moment, so that trying again at once is pointless. */
    boolean lasting() {
        return lasting;
    }

    static GoodbyeCode ofCode(int code) {
        for (GoodbyeCode value : values()) {
            if (value.code == code) {
                return value;
            }
        }
        return OTHER;
    }
}
