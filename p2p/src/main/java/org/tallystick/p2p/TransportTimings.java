package org.tallystick.p2p;

import java.time.Duration;

/**
 * How long a transport waits. None may be zero or negative.
 *
 * @param connect for a TCP connection that it dials
 * @param handshake from there until the connection is up
 * @param keepAlive without a byte from a peer, until it is asked for a sign of life
 * @param silence without a byte from a peer, until it is given up
 * @param writeStall for a peer to read on when its socket is full; then it is shed
 * @param firstRetry before a failed address is dialled again; doubles with each failure, less up to half by chance
 * @param lastRetry the longest of these waits
 * @param refusedRetry the wait after a refusal that will not pass in a moment, such as for another chain
 * @param request for an announced item that was asked for; then the next peer that announced it is asked
 * @param announce the longest that an announcement waits for others to go with it
 * @param ban how long a peer that broke the rules has to stay away
 */
public record TransportTimings(
        Duration connect,
        Duration handshake,
        Duration keepAlive,
        Duration silence,
        Duration writeStall,
        Duration firstRetry,
        Duration lastRetry,
        Duration refusedRetry,
        Duration request,
        Duration announce,
        Duration ban) {

    /** For nodes that should find each other again within seconds. */
    public static final TransportTimings DEFAULT = new TransportTimings(
            Duration.ofSeconds(3),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofSeconds(15),
            Duration.ofSeconds(10),
            Duration.ofMillis(50),
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            Duration.ofSeconds(2),
            Duration.ofMillis(2),
            Duration.ofSeconds(60));

    /** Checks each wait. */
    public TransportTimings {
        positive("connect", connect);
        positive("handshake", handshake);
        positive("keepAlive", keepAlive);
        positive("silence", silence);
        positive("writeStall", writeStall);
        positive("firstRetry", firstRetry);
        positive("lastRetry", lastRetry);
        positive("refusedRetry", refusedRetry);
        positive("request", request);
        positive("announce", announce);
        positive("ban", ban);
        if (silence.compareTo(keepAlive) <= 0) {
            throw new IllegalArgumentException(
                    "silence is " + silence + ", must be longer than keepAlive, which is " + keepAlive);
        }
    }

    /** These timings with other waits before a connection is up. */
    public TransportTimings withHandshake(Duration connectTimeout, Duration handshakeTimeout) {
        return new TransportTimings(
                connectTimeout,
                handshakeTimeout,
                keepAlive,
                silence,
                writeStall,
                firstRetry,
                lastRetry,
                refusedRetry,
                request,
                announce,
                ban);
    }

    /** These timings with other waits for a sign of life. */
    public TransportTimings withKeepAlive(Duration askAfter, Duration giveUpAfter) {
        return new TransportTimings(
                connect,
                handshake,
                askAfter,
                giveUpAfter,
                writeStall,
                firstRetry,
                lastRetry,
                refusedRetry,
                request,
                announce,
                ban);
    }

    /** These timings with another wait for a peer that does not read. */
    public TransportTimings withWriteStall(Duration patience) {
        return new TransportTimings(
                connect,
                handshake,
                keepAlive,
                silence,
                patience,
                firstRetry,
                lastRetry,
                refusedRetry,
                request,
                announce,
                ban);
    }

    /** These timings with other waits between attempts to connect. */
    public TransportTimings withRetry(Duration first, Duration last, Duration afterRefusal) {
        return new TransportTimings(
                connect, handshake, keepAlive, silence, writeStall, first, last, afterRefusal, request, announce, ban);
    }

    /** These timings with other waits for gossip. */
    public TransportTimings withGossip(Duration requestTimeout, Duration announceDelay) {
        return new TransportTimings(
                connect,
                handshake,
                keepAlive,
                silence,
                writeStall,
                firstRetry,
                lastRetry,
                refusedRetry,
                requestTimeout,
                announceDelay,
                ban);
    }

    /** These timings with another length of a ban. */
    public TransportTimings withBan(Duration length) {
        return new TransportTimings(
                connect,
                handshake,
                keepAlive,
                silence,
                writeStall,
                firstRetry,
                lastRetry,
                refusedRetry,
                request,
                announce,
                length);
    }

    private static void positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " is " + value + ", must be longer than nothing");
        }
    }
}
