package org.tallystick.consensus.fork;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tallystick.consensus.fork.ForkMessage.Head.Ask;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.spi.consensus.Effect;

/**
 * Tells peers where this node stands, asks for blocks that are missing, and serves those that it has. While something is
 * unfinished it says again where it stands, so that whatever was lost on the way is asked for.
 */
final class Exchange {
    private final ForkTree tree;
    private final ForkOutbox out;
    private final OwnBlocks own;
    private final Wants wants = new Wants();
    private final Map<NodeId, Integer> answers = new HashMap<>();
    private NodeId ahead; // somebody whose last final block is above ours
    private long aheadHeight;
    private boolean fetching;
    private long fetchDelay = ForkTimers.FETCH_FIRST;
    private boolean resending;
    private boolean asking;
    private int silentRounds; // of repeating ourselves, since anything changed
    private long resendDelay = ForkTimers.RESEND_FIRST;
    private Hash toldHead = Hash.ZERO;
    private Hash toldRoot = Hash.ZERO;

    Exchange(ForkTree tree, ForkOutbox out, OwnBlocks own) {
        this.tree = tree;
        this.out = out;
        this.own = own;
    }

    /** Compares what should run with what does. */
    void update(boolean unfinished, boolean askAll) {
        asking = askAll;
        boolean progress = !toldHead.equals(tree.headHash()) || !toldRoot.equals(tree.rootHash());
        if (progress) {
            toldHead = tree.headHash();
            toldRoot = tree.rootHash();
            resendDelay = ForkTimers.RESEND_FIRST;
            silentRounds = 0;
            wants.prune(tree.rootHeight());
        }
        if (aheadHeight <= tree.rootHeight()) {
            ahead = null;
        }
        boolean talk = unfinished || asking;
        if (talk && (!resending || progress)) {
            resending = true;
            out.timer(ForkTimers.RESEND, resendDelay);
        } else if (!talk && resending) {
            resending = false;
            out.cancel(ForkTimers.RESEND);
        }
        boolean missing = !wants.isEmpty() || ahead != null;
        if (missing && !fetching) {
            fetching = true;
            out.timer(ForkTimers.FETCH, fetchDelay);
        } else if (!missing) {
            fetchDelay = ForkTimers.FETCH_FIRST;
            if (fetching) {
                fetching = false;
                out.cancel(ForkTimers.FETCH);
            }
        }
    }

    /** Says again where we stand; now and then, ever more rarely, also hands out what is to be ordered. */
    void resendFired(boolean pending) {
        silentRounds++;
        if (pending && silentRounds >= ForkTimers.ROUNDS_TO_SPREAD && Integer.bitCount(silentRounds) == 1) {
            out.emit(new Effect.SpreadPending()); // perhaps we alone hold it
        }
        resending = false;
        resendDelay = Math.min(ForkTimers.RESEND_MAX, 2 * resendDelay);
        out.broadcast(head(asking ? Ask.ALL : Ask.OTHERS));
    }

    void fetchFired() {
        fetching = false;
        fetchDelay = Math.min(ForkTimers.FETCH_MAX, 2 * fetchDelay);
        if (ahead != null) {
            out.emit(new Effect.CatchUp(ahead, aheadHeight));
            ahead = null; // until it, or another, says so again
        }
        for (Wants.Question question : wants.ask()) {
            out.send(question.peer(), new ForkMessage.Request(question.block(), tree.rootHeight()));
        }
    }

    void answerFired() {
        answers.clear();
    }

    private ForkMessage.Head head(Ask ask) {
        return new ForkMessage.Head(ask, tree.headHash(), tree.headHeight(), tree.rootHeight());
    }

    /** A peer connected, which may lack anything. */
    void greet(NodeId peer) {
        out.send(peer, head(asking ? Ask.ALL : Ask.OTHERS));
        sendBlocks(peer, own.unfinal());
    }

    private boolean mayAnswer(NodeId peer) {
        if (answers.isEmpty()) {
            out.timer(ForkTimers.ANSWER, ForkTimers.ANSWER_WINDOW);
        }
        return answers.size() < ForkLimits.MAX_DELIVERERS && answers.merge(peer, 1, Integer::sum) <= ForkLimits.ANSWERS;
    }

    /** A peer says where it stands. */
    void head(ForkMessage.Head head, NodeId from) {
        if (head.finalHeight() > tree.rootHeight() && (ahead == null || head.finalHeight() > aheadHeight)) {
            ahead = from;
            aheadHeight = head.finalHeight();
        }
        boolean known = tree.knows(head.hash());
        if (!known && tree.isInReach(head.height())) {
            want(head.hash(), head.height(), from);
        }
        boolean behind = head.height() < tree.headHeight()
                || head.finalHeight() < tree.rootHeight()
                || (known && !head.hash().equals(tree.headHash()));
        if ((head.ask() == Ask.ALL || (head.ask() == Ask.OTHERS && (behind || !known))) && mayAnswer(from)) {
            out.send(from, head(Ask.NOBODY));
        }
    }

    /** A block is named that is not here. */
    void want(Hash block, long height, NodeId from) {
        if (height > tree.rootHeight() && wants.add(block, height, from) && fetchDelay > ForkTimers.FETCH_FIRST) {
            fetchDelay = ForkTimers.FETCH_FIRST;
            fetching = false;
        }
    }

    void found(Hash block) {
        wants.found(block);
    }

    /** A peer asks for blocks. */
    void request(ForkMessage.Request request, NodeId from) {
        if (!mayAnswer(from)) {
            return;
        }
        List<SealedBlock> path = tree.path(request.hash(), request.above());
        if (path.isEmpty()) {
            out.send(from, head(Ask.NOBODY)); // perhaps it is final here
        } else {
            sendBlocks(from, path);
        }
    }

    private void sendBlocks(NodeId to, List<SealedBlock> blocks) {
        List<SealedBlock> part = new ArrayList<>();
        long bytes = 0;
        for (SealedBlock block : blocks) {
            boolean room = part.size() < ForkLimits.MAX_BLOCKS_A_MESSAGE
                    && (part.isEmpty() || bytes + block.size() <= ForkLimits.ENOUGH_BYTES);
            if (!room) {
                break;
            }
            part.add(block);
            bytes += block.size();
        }
        if (!part.isEmpty()) {
            out.send(to, new ForkMessage.Blocks(part));
        }
    }

    /** Tells everybody a block of this node's making. */
    void publish(SealedBlock block) {
        out.broadcast(new ForkMessage.Blocks(List.of(block)));
    }
}
