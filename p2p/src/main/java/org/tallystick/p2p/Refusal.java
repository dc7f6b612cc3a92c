package org.tallystick.p2p;

import java.util.Optional;
import org.tallystick.model.NodeId;

/**
 * A connection that did not come about, or was ended for a fault; kept for people who ask why nodes do not find each
 * other.
 *
 * @param atMillis when, by the wall clock
 * @param address the other side's address, with the port that it was reached at or came from
 * @param peer who it was, if it got as far as proving that
 * @param byUs whether this node refused; otherwise the other did
 * @param code the reason
 * @param text the reason in words, as sent to or by the other side; a peer's words are not to be trusted
 */
public record Refusal(
        long atMillis, String address, Optional<NodeId> peer, boolean byUs, GoodbyeCode code, String text) {}
