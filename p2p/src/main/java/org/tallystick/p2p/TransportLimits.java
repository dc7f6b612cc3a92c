package org.tallystick.p2p;

/**
 * How much a transport may use. Each limit says what happens at it; none may be zero or negative.
 *
 * @param maxPeers connections that are up; further ones are refused with {@link GoodbyeCode#FULL}
 * @param maxHandshakes inbound connections that are not up yet; further ones are closed unread
 * @param maxHandshakesPerAddress the same, from one IP address
 * @param maxAddresses addresses learned from peers; further ones are ignored
 * @param urgentQueueBytes consensus messages waiting for one peer; at the limit the peer is shed
 * @param promptQueueBytes status, requests and announcements waiting for one peer; at the limit new ones are dropped
 * @param bulkQueueBytes sync responses and gossip waiting for one peer; at the limit new ones are dropped
 * @param totalQueueBytes what waits for all peers together, a quarter of it for consensus messages only; at the limit
 *     the peer with the most is shed when a consensus message needs the room, and anything else is dropped
 * @param totalUnfinishedBytes what all peers together have sent of large messages that are not complete; at the limit the
 *     peer that holds the most of it is cut off
 * @param inboundBytesPerSecond what is read from one peer, with a reserve of one second; above it reading pauses
 * @param inboundFramesPerSecond the same, counted in frames
 * @param transactionStoreBytes published transactions kept to be served, which peers ask for at once or not at all; the
 *     oldest make way
 * @param blockStoreBytes published blocks kept to be served; the oldest make way, but the newest is kept whatever its size
 */
public record TransportLimits(
        int maxPeers,
        int maxHandshakes,
        int maxHandshakesPerAddress,
        int maxAddresses,
        long urgentQueueBytes,
        long promptQueueBytes,
        long bulkQueueBytes,
        long totalQueueBytes,
        long totalUnfinishedBytes,
        long inboundBytesPerSecond,
        long inboundFramesPerSecond,
        long transactionStoreBytes,
        long blockStoreBytes) {

    /** Room for 64 peers and full blocks, in a heap of 1 GiB. */
    public static final TransportLimits DEFAULT = new TransportLimits(
            64, 128, 64, 256, 72 << 20, 2 << 20, 72 << 20, 288 << 20, 288 << 20, 256 << 20, 200_000, 4 << 20, 8 << 20);

    /** Checks each limit. */
    public TransportLimits {
        atLeast("maxPeers", maxPeers, 1);
        atLeast("maxHandshakes", maxHandshakes, 1);
        atLeast("maxHandshakesPerAddress", maxHandshakesPerAddress, 1);
        atLeast("maxAddresses", maxAddresses, 1);
        atLeast("urgentQueueBytes", urgentQueueBytes, 1 << 10);
        atLeast("promptQueueBytes", promptQueueBytes, 1 << 10);
        atLeast("bulkQueueBytes", bulkQueueBytes, 1 << 10);
        atLeast("totalQueueBytes", totalQueueBytes, 1 << 10);
        atLeast("totalUnfinishedBytes", totalUnfinishedBytes, 1 << 10);
        atLeast("inboundBytesPerSecond", inboundBytesPerSecond, 1 << 10);
        atLeast("inboundFramesPerSecond", inboundFramesPerSecond, 1);
        atLeast("transactionStoreBytes", transactionStoreBytes, 1);
        atLeast("blockStoreBytes", blockStoreBytes, 1);
    }

    /** These limits with another number of peers. */
    public TransportLimits withMaxPeers(int count) {
        return new TransportLimits(
                count,
                maxHandshakes,
                maxHandshakesPerAddress,
                maxAddresses,
                urgentQueueBytes,
                promptQueueBytes,
                bulkQueueBytes,
                totalQueueBytes,
                totalUnfinishedBytes,
                inboundBytesPerSecond,
                inboundFramesPerSecond,
                transactionStoreBytes,
                blockStoreBytes);
    }

    /** These limits with other numbers of inbound connections that are not up yet. */
    public TransportLimits withMaxHandshakes(int total, int perAddress) {
        return new TransportLimits(
                maxPeers,
                total,
                perAddress,
                maxAddresses,
                urgentQueueBytes,
                promptQueueBytes,
                bulkQueueBytes,
                totalQueueBytes,
                totalUnfinishedBytes,
                inboundBytesPerSecond,
                inboundFramesPerSecond,
                transactionStoreBytes,
                blockStoreBytes);
    }

    /** These limits with other queues for each peer; all peers together may use four times as much. */
    public TransportLimits withQueues(long urgent, long prompt, long bulk) {
        return new TransportLimits(
                maxPeers,
                maxHandshakes,
                maxHandshakesPerAddress,
                maxAddresses,
                urgent,
                prompt,
                bulk,
                4 * Math.max(urgent, bulk),
                totalUnfinishedBytes,
                inboundBytesPerSecond,
                inboundFramesPerSecond,
                transactionStoreBytes,
                blockStoreBytes);
    }

    /** These limits with another bound on the messages that are not complete. */
    public TransportLimits withTotalUnfinishedBytes(long bytes) {
        return new TransportLimits(
                maxPeers,
                maxHandshakes,
                maxHandshakesPerAddress,
                maxAddresses,
                urgentQueueBytes,
                promptQueueBytes,
                bulkQueueBytes,
                totalQueueBytes,
                bytes,
                inboundBytesPerSecond,
                inboundFramesPerSecond,
                transactionStoreBytes,
                blockStoreBytes);
    }

    /** These limits with other rates for each peer. */
    public TransportLimits withInboundRates(long bytesPerSecond, long framesPerSecond) {
        return new TransportLimits(
                maxPeers,
                maxHandshakes,
                maxHandshakesPerAddress,
                maxAddresses,
                urgentQueueBytes,
                promptQueueBytes,
                bulkQueueBytes,
                totalQueueBytes,
                totalUnfinishedBytes,
                bytesPerSecond,
                framesPerSecond,
                transactionStoreBytes,
                blockStoreBytes);
    }

    /** These limits with other stores of published items. */
    public TransportLimits withStores(long transactionBytes, long blockBytes) {
        return new TransportLimits(
                maxPeers,
                maxHandshakes,
                maxHandshakesPerAddress,
                maxAddresses,
                urgentQueueBytes,
                promptQueueBytes,
                bulkQueueBytes,
                totalQueueBytes,
                totalUnfinishedBytes,
                inboundBytesPerSecond,
                inboundFramesPerSecond,
                transactionBytes,
                blockBytes);
    }

    private static void atLeast(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " is " + value + ", must be at least " + least);
        }
    }
}
