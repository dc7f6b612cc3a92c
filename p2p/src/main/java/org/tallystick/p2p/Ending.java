package org.tallystick.p2p;

/**
 * How a connection ended.
 *
 * @param byUs whether this node ended it; otherwise the peer or the network did
 * @param code the reason, or null when the connection just broke
 * @param text the reason in words
 */
record Ending(boolean byUs, GoodbyeCode code, String text) {
    /** The reason as the listener is told. */
    String describe() {
        if (code == null) {
            return text;
        }
        return (byUs ? "ended here: " : "ended by the peer: ") + code + ", " + text;
    }
}
