package org.tallystick.p2p;

import io.netty.buffer.ByteBuf;

/** What a connection tells the switchboard. All on the I/O thread. */
interface ConnectionEvents {
    /** TLS is done and the peer has proven its id. */
    void onSecured(Connection connection);

    /** A whole frame, other than a goodbye; the body is valid during the call only. */
    void onFrame(Connection connection, FrameType type, ByteBuf body) throws ProtocolViolation;

    /** The peer broke the rules; the connection is about to end for it. */
    void onViolation(Connection connection, String text);

    /** The connection counts no longer; nothing more comes from it. Called once. */
    void onEnded(Connection connection, Connection.Stage reached, Ending ending);

    /** What waits for all peers together leaves no room for an urgent frame. */
    void onQueuesOverflow();

    /** All connections together hold more of unfinished messages than is allowed. */
    void onUnfinishedOverflow();
}
