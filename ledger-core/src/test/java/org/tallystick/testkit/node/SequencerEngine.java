package org.tallystick.testkit.node;

import java.util.List;
import java.util.function.Consumer;
import org.tallystick.crypto.SignatureVerifier;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.Parameters;
import org.tallystick.model.ValidatorSet;
import org.tallystick.spi.consensus.ConsensusEngine;
import org.tallystick.spi.consensus.ConsensusProtocol;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.consensus.EngineContext;
import org.tallystick.spi.consensus.EngineStatus;
import org.tallystick.spi.consensus.Event;
import org.tallystick.spi.consensus.FinalityVerifier;

/** One node that orders what it gets and calls it final; agrees with nobody. */
public final class SequencerEngine implements ConsensusEngine {
    private static final Bytes CERTIFICATE = Bytes.utf8("because I say so");

    @Override
    public String name() {
        return "sequencer";
    }

    @Override
    public FinalityVerifier finalityVerifier(Parameters parameters) {
        return new FinalityVerifier() {
            @Override
            public boolean isFinal(
                    Hash chainId,
                    ValidatorSet validators,
                    BlockHeader header,
                    Hash hash,
                    Bytes certificate,
                    SignatureVerifier signatures) {
                return certificate.equals(CERTIFICATE);
            }
        };
    }

    @Override
    public ConsensusProtocol create(EngineContext context) {
        return new Sequencer();
    }

    private static final class Sequencer implements ConsensusProtocol {
        private Hash head;
        private boolean building;
        private boolean news;
        private long position;

        @Override
        public void handle(Event event, Consumer<Effect> effects) {
            if (event instanceof Event.Start start) {
                head = start.headHash();
                position = start.journal().size();
            } else if (event instanceof Event.Work work) {
                news |= work.readyTransactions() > 0; // remembered, as it may come while a block is under way
                build(effects);
            } else if (event instanceof Event.Built built) {
                building = built.block().isPresent();
                built.block().ifPresent(block -> {
                    effects.accept(new Effect.Persist(++position, block.hash().toBytes()));
                    effects.accept(new Effect.Finalize(block.hash(), CERTIFICATE));
                });
                build(effects);
            } else if (event instanceof Event.Finalized done) {
                building = false;
                head = done.hash();
                build(effects);
            }
        }

        private void build(Consumer<Effect> effects) {
            if (news && !building) {
                news = false;
                building = true;
                effects.accept(new Effect.Build(1, head, Bytes.EMPTY, false));
            }
        }

        @Override
        public EngineStatus status() {
            return new EngineStatus(0, position, EngineStatus.Role.VALIDATOR, building, List.of(), "ordering");
        }
    }
}
