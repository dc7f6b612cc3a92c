package org.tallystick.testkit.sim;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.tallystick.crypto.Sha256;
import org.tallystick.model.Hash;

/** A running SHA-256 over everything that happens in a simulation: two runs with one hash did the same. */
public final class SimTrace {
    /** What happened. The ordinals are part of the hash. */
    public enum Kind {
        /** A node was started. */
        START,
        /** A node broke off, without warning. */
        CRASH,
        /** A task ran; the digest is its executor. */
        TASK,
        /** A scheduled task ran. */
        TIMER,
        /** A connection came up; the digest is the peer. */
        CONNECT,
        /** A connection ended; the digest is the peer. */
        DISCONNECT,
        /** A message arrived. */
        MESSAGE,
        /** An announcement arrived. */
        ANNOUNCE,
        /** A gossiped item arrived. */
        GOSSIP,
        /** A message was lost under way; the node is the sender. */
        LOST,
        /** Records were put in the vote journal. */
        JOURNAL,
        /** A batch was committed. */
        COMMIT,
        /** A client handed in a transaction. */
        SUBMIT,
        /** A client got an answer. */
        ANSWER,
        /** A fault began or ended. */
        FAULT,
        /** A node's transport hands a message on for another; the digest is the machine that it goes to. */
        RELAY
    }

    private final MessageDigest digest = Sha256.digest();
    private final ByteBuffer buffer = ByteBuffer.allocate(8192);
    private final CRC32C checksum = new CRC32C();
    private final long[] counts = new long[Kind.values().length];
    private byte[] lastPayload;
    private long lastDigest;
    private Consumer<String> log;

    /** From now on also tells every happening to a log, for debugging. */
    public void logTo(Consumer<String> newLog) {
        log = newLog;
    }

    /** Notes a happening. */
    public void record(long time, int node, Kind kind, long what) {
        counts[kind.ordinal()]++;
        if (buffer.remaining() < 19) {
            flush();
        }
        buffer.putLong(time).putShort((short) node).put((byte) kind.ordinal()).putLong(what);
        if (log != null) {
            log.accept(String.format(java.util.Locale.ROOT, "%14d n%d %s %x", time, node, kind, what));
        }
    }

    /** How often something of a kind has happened. */
    public long count(Kind kind) {
        return counts[kind.ordinal()];
    }

    /** How many messages and gossiped items were handled and timers fired. */
    public long events() {
        return count(Kind.MESSAGE) + count(Kind.GOSSIP) + count(Kind.TIMER);
    }

    /** Whether a log listens, so that a description is worth making. */
    public boolean isLogged() {
        return log != null;
    }

    /** Tells the log, and only the log, something more. */
    public void note(long time, int node, String text) {
        if (log != null) {
            log.accept(String.format(java.util.Locale.ROOT, "%14d n%d %s", time, node, text));
        }
    }

    /** A short digest of a payload, for {@link #record}. */
    public long digestOf(byte[] payload) {
        if (payload != lastPayload) { // what goes to many is looked at once; payloads are never written to
            checksum.reset();
            checksum.update(payload, 0, payload.length);
            lastPayload = payload;
            lastDigest = ((long) payload.length << 32) | checksum.getValue();
        }
        return lastDigest;
    }

    /** The hash of all that has happened. */
    public Hash hash() {
        flush();
        try {
            return Hash.of(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's SHA-256 can be cloned", e);
        }
    }

    private void flush() {
        digest.update(buffer.array(), 0, buffer.position());
        buffer.clear();
    }
}
