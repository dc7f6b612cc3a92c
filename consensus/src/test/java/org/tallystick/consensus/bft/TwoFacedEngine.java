package org.tallystick.consensus.bft;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.tallystick.codec.MalformedException;
import org.tallystick.model.Bytes;
import org.tallystick.model.Parameters;
import org.tallystick.spi.consensus.ConsensusEngine;
import org.tallystick.spi.consensus.ConsensusProtocol;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.consensus.EngineContext;
import org.tallystick.spi.consensus.EngineStatus;
import org.tallystick.spi.consensus.Event;
import org.tallystick.spi.consensus.EvidenceVerifier;
import org.tallystick.spi.consensus.FinalityVerifier;

/**
 * The engine for one of two machines that vote with one key (Bano and others, "Twins", 2020): the real protocol, but it
 * is never told of the other's votes, which would make it fall silent. Together the two are a validator that says one
 * thing to some and another thing to others.
 */
public final class TwoFacedEngine implements ConsensusEngine {
    private final BftEngine engine = new BftEngine();

    @Override
    public String name() {
        return engine.name();
    }

    @Override
    public boolean followsChanges() {
        return true;
    }

    @Override
    public EvidenceVerifier evidenceVerifier() {
        return engine.evidenceVerifier();
    }

    @Override
    public FinalityVerifier finalityVerifier(Parameters parameters) {
        return engine.finalityVerifier(parameters);
    }

    @Override
    public ConsensusProtocol create(EngineContext context) {
        ConsensusProtocol protocol = engine.create(context);
        return new ConsensusProtocol() {
            private Committee committee = new Committee(context);
            private MessageCodec codec = codecOf(committee);

            @Override
            public void handle(Event event, Consumer<Effect> effects) {
                if (event instanceof Event.Finalized finalized) {
                    committee = new Committee(context.in(finalized.outlook().config()));
                    codec = codecOf(committee);
                }
                Event told = censor(event, codec, committee.self());
                if (told != null) {
                    protocol.handle(told, effects);
                }
            }

            @Override
            public EngineStatus status() {
                return protocol.status();
            }
        };
    }

    private static MessageCodec codecOf(Committee committee) {
        return new MessageCodec(committee.chainId(), committee.epoch(), committee.size());
    }

    private static Event censor(Event event, MessageCodec codec, int self) {
        if (event instanceof Event.Received received) {
            try {
                Envelope envelope = codec.decode(received.message());
                List<Item> items = new ArrayList<>();
                envelope.items().forEach(item -> censor(item, self, items));
                return items.isEmpty()
                        ? null
                        : new Event.Received(
                                received.from(),
                                codec.encode(new Envelope(envelope.repeat(), items)),
                                received.relayed());
            } catch (MalformedException e) {
                return event;
            }
        }
        if (event instanceof Event.Finalized finalized) {
            return new Event.Finalized(finalized.head(), finalized.hash(), Bytes.EMPTY, finalized.outlook());
        }
        if (event instanceof Event.Start start) {
            return new Event.Start(
                    start.head(),
                    start.headHash(),
                    Bytes.EMPTY,
                    start.journal(),
                    start.readyTransactions(),
                    start.outlook());
        }
        return event;
    }

    private static void censor(Item item, int self, List<Item> items) {
        if (item instanceof Item.VoteReport report && report.about() == self) {
            items.add(new Item.VoteReport(self, Optional.empty()));
        } else if (item instanceof Certificate certificate && certificate.of(self) != null) {
            certificate.votes().stream()
                    .filter(vote -> vote.validator() != self)
                    .forEach(items::add);
        } else if (!(item instanceof Vote vote && vote.validator() == self)) {
            items.add(item);
        }
    }
}
