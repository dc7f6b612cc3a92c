package org.tallystick.p2p;

/**
 * The queues of a connection, in the order in which they are served. Messages of one lane stay in order; a message of an
 * earlier lane overtakes those of later lanes, even between the segments of a large one.
 */
enum Lane {
    /** Consensus messages and what keeps the connection itself going. */
    URGENT,
    /** Small messages: status, requests, announcements. */
    PROMPT,
    /** Large ones: blocks, and items of gossip. */
    BULK
}
