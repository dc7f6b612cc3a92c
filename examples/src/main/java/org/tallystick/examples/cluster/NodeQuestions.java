package org.tallystick.examples.cluster;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.tallystick.codec.MalformedException;
import org.tallystick.model.AccountId;
import org.tallystick.model.Hash;

/** Asks a node something and waits for the answer. */
final class NodeQuestions {
    private NodeQuestions() {}

    /** A run of final blocks; fewer than asked for when a node has fewer, or they are large. */
    static List<BlockSummary> blocks(NodeHandle node, long from, int count)
            throws ClusterException, InterruptedException {
        try {
            return ControlCodec.blocks(
                    ask(node, ControlKind.BLOCKS, ControlCodec.encode(new ControlCodec.Range(from, count))));
        } catch (MalformedException e) {
            throw new ClusterException(node.name() + " sent blocks that cannot be read", e);
        }
    }

    /** Balances of at most {@link ControlCodec#MAX_LIST} accounts, as a node has them. */
    static ControlCodec.Balances balances(NodeHandle node, Hash asset, List<AccountId> accounts)
            throws ClusterException, InterruptedException {
        try {
            return ControlCodec.balances(ask(
                    node, ControlKind.BALANCES, ControlCodec.encode(new ControlCodec.BalanceRequest(asset, accounts))));
        } catch (MalformedException e) {
            throw new ClusterException(node.name() + " sent balances that cannot be read", e);
        }
    }

    /** The sequence numbers that a node expects next. */
    static List<Long> sequences(NodeHandle node, List<ControlCodec.Lane> lanes)
            throws ClusterException, InterruptedException {
        try {
            return ControlCodec.numbers(ask(node, ControlKind.SEQUENCES, ControlCodec.encodeLanes(lanes)));
        } catch (MalformedException e) {
            throw new ClusterException(node.name() + " sent sequence numbers that cannot be read", e);
        }
    }

    /** Has a node sync its disk for some time; {@link #numbers} gives the times that it took. */
    static CompletableFuture<byte[]> syncs(NodeHandle node, long nanos) throws ClusterException {
        return begin(node, ControlKind.SYNCS, ControlCodec.encode(new ControlCodec.Range(nanos, 0)));
    }

    /** The numbers that a node answers with. */
    static List<Long> numbers(NodeHandle node, CompletableFuture<byte[]> answer)
            throws ClusterException, InterruptedException {
        try {
            return ControlCodec.numbers(await(node, answer));
        } catch (MalformedException e) {
            throw new ClusterException(node.name() + " sent numbers that cannot be read", e);
        }
    }

    private static byte[] ask(NodeHandle node, ControlKind kind, byte[] payload)
            throws ClusterException, InterruptedException {
        return await(node, begin(node, kind, payload));
    }

    private static CompletableFuture<byte[]> begin(NodeHandle node, ControlKind kind, byte[] payload)
            throws ClusterException {
        NodeLink link = node.link();
        if (link == null) {
            throw new ClusterException(node.name() + " cannot be asked: it is " + node.state());
        }
        return link.ask(kind, payload);
    }

    private static byte[] await(NodeHandle node, CompletableFuture<byte[]> answer)
            throws ClusterException, InterruptedException {
        try {
            return answer.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new ClusterException(node.name() + " did not answer: " + e, e);
        }
    }
}
