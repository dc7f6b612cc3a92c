package org.tallystick.consensus.fork;

import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.spi.consensus.EngineStatus;
import org.tallystick.spi.consensus.Event;

/** How an engine makes blocks, and what else it has to watch. Called on the engine's thread. */
public interface Producer {
    /** The node has started; what was remembered has been read. */
    void started();

    /** Something has changed; look what is to be done. Called after every event. */
    void update();

    /** Transactions came, or all are ordered. */
    void workChanged();

    /** Answers a request to build. */
    void built(Event.Built built);

    /** Answers a request to compute. */
    default void computed(long request, Bytes result) {}

    /** A timer of the engine's own has run down. */
    void fired(int timer);

    /** A node has connected. */
    default void connected(NodeId peer) {}

    /** A node says where it stands, which nobody has checked. */
    default void heard(NodeId peer, Hash head, long height) {}

    /** A block with a good seal came, known or not, valid or not. */
    default void sealSeen(SealedBlock block) {}

    /** A block with a good seal may not follow its parent, which is known. */
    default void breach(SealedBlock block) {}

    /** The head is another one. {@code extended} tells whether it descends from the one before. */
    void headChanged(boolean extended);

    /** Whether it waits for something that only others can tell it. */
    default boolean isAsking() {
        return false;
    }

    /** What the node does in consensus. */
    EngineStatus.Role role();

    /** A few words for people. */
    String detail();
}
