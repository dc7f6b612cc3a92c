package org.tallystick.consensus.bft;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.spi.consensus.ConsensusProtocol;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.consensus.EngineContext;
import org.tallystick.spi.consensus.EngineStatus;
import org.tallystick.spi.consensus.Event;
import org.tallystick.spi.storage.VoteJournal;

/**
 * A node's part in the protocol, epoch after epoch (rule: Epochs). Each epoch is an instance of its own, which ends with
 * the epoch's last block; the next begins on that block, with its views counted from 1. One thread calls it.
 */
final class BftProtocol implements ConsensusProtocol {
    private final EngineContext context;
    private final EarlyMessages early = new EarlyMessages();
    private List<VoteJournal.Entry> laterRecords = List.of();
    private EpochProtocol epoch;
    private Bytes endOfLast = Bytes.EMPTY;
    private Hash lastOfLast = Hash.ZERO;
    private int readyTransactions;
    private long lastRequest;

    BftProtocol(EngineContext context) {
        this.context = context;
        epoch = new EpochProtocol(context, this::nextRequest);
    }

    private long nextRequest() {
        return ++lastRequest;
    }

    @Override
    public void handle(Event event, Consumer<Effect> effects) {
        if (event instanceof Event.Start start) {
            readyTransactions = start.readyTransactions();
            begin(start, false, effects);
        } else if (event instanceof Event.Received received) {
            received(received, effects);
        } else if (event instanceof Event.Finalized finalized
                && finalized.outlook().config().epoch() > epoch.committee().epoch()) {
            enter(finalized, effects);
        } else {
            if (event instanceof Event.Work work) {
                readyTransactions = work.readyTransactions();
            }
            epoch.handle(event, effects);
        }
    }

    /** Begins the epoch of which the instance has been made. */
    private void begin(Event.Start start, boolean vouched, Consumer<Effect> effects) {
        laterRecords = Journal.after(start.journal(), epoch.committee().epoch());
        boolean atTheBeginning = !start.head()
                .engineFields()
                .equals(Committee.engineFields(epoch.committee().epoch()));
        boolean ours =
                MessageCodec.epochOf(start.certificate()) == epoch.committee().epoch() - 1;
        lastOfLast = start.headHash();
        endOfLast = atTheBeginning && ours ? start.certificate() : Bytes.EMPTY; // else a recovery's
        epoch.start(start, vouched, !laterRecords.isEmpty(), effects);
    }

    /** The last block of the epoch is final and on disk: views start anew, and nothing of the old epoch counts on. */
    private void enter(Event.Finalized last, Consumer<Effect> effects) {
        boolean vouched = epoch.vouchesForNext();
        for (int timer = Timers.FIRST; timer <= Timers.LAST; timer++) {
            effects.accept(new Effect.CancelTimer(timer));
        }
        List<VoteJournal.Entry> records = laterRecords;
        epoch = new EpochProtocol(context.in(last.outlook().config()), this::nextRequest);
        Event.Start start = new Event.Start(
                last.head(), last.hash(), last.certificate(), records, readyTransactions, last.outlook());
        begin(start, vouched, effects);
        early.take(epoch.committee().epoch()).forEach(message -> epoch.handle(message, effects));
    }

    /**
     * Messages of the epoch before get the proof that it is over, unless they are that proof: or two nodes would answer
     * each other for ever. Those of the next one are kept for a while, as their sender is only a little faster. What was
     * only passed on counts in this epoch alone: whoever passed it on has neither asked nor is ahead.
     */
    private void received(Event.Received message, Consumer<Effect> effects) {
        long now = epoch.committee().epoch();
        long named = MessageCodec.epochOf(message.message());
        if (named == now || named < 0) {
            epoch.handle(message, effects);
        } else if (message.relayed()) {
            return;
        } else if (named == now - 1 && endOfLast.size() > 0) {
            if (!MessageCodec.isFinalizationOf(message.message(), lastOfLast)) {
                answer(message.from(), new Effect.Send(message.from(), endOfLast), effects);
            }
        } else if (named > now) {
            if (named == now + 1) {
                early.add(message);
            }
            answer(message.from(), new Effect.CatchUp(message.from(), epoch.headHeight() + 1), effects);
        }
    }

    private void answer(NodeId from, Effect answer, Consumer<Effect> effects) {
        List<Effect> others = new ArrayList<>(1);
        boolean allowed = epoch.answers(from, others::add);
        others.forEach(effects);
        if (allowed) {
            effects.accept(answer);
        }
    }

    @Override
    public EngineStatus status() {
        return epoch.status();
    }
}
