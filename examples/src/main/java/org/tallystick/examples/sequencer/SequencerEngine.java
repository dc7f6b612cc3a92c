package org.tallystick.examples.sequencer;

import java.util.List;
import java.util.function.Consumer;
import org.tallystick.codec.CanonicalReader;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.codec.MalformedException;
import org.tallystick.crypto.SignatureCheck;
import org.tallystick.crypto.SignatureVerifier;
import org.tallystick.crypto.SigningDomain;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.model.Parameters;
import org.tallystick.model.PublicKey;
import org.tallystick.model.ValidatorSet;
import org.tallystick.spi.consensus.CheckResult;
import org.tallystick.spi.consensus.ConsensusEngine;
import org.tallystick.spi.consensus.ConsensusProtocol;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.consensus.EngineContext;
import org.tallystick.spi.consensus.EngineStatus;
import org.tallystick.spi.consensus.Event;
import org.tallystick.spi.consensus.FinalityVerifier;
import org.tallystick.spi.consensus.ProposedBlock;
import org.tallystick.spi.storage.VoteJournal;

/**
 * The simplest engine that works: the first validator orders everything, and its signature makes a block final. The
 * others check what it says and follow. While it is down nothing is ordered; if it lies, or loses its disk, the ledger may
 * fork. Made to be read, and copied as a start.
 */
public final class SequencerEngine implements ConsensusEngine {
    /** The name that a genesis asks for. */
    public static final String NAME = "sequencer";

    private static final int MAX_HEADER = 4 << 10;
    private static final int MAX_BODY = 32 << 20;
    private static final int MAX_SIGNATURE = 8 << 10;

    /** Does nothing. */
    public SequencerEngine() {}

    @Override
    public String name() {
        return NAME;
    }

    /** The sequencer, and this node. */
    @Override
    public int needed(ValidatorSet validators) {
        return Math.min(2, validators.size());
    }

    /** A certificate is the sequencer's signature. */
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
                PublicKey sequencer = validators.get(0).key();
                return header.chainId().equals(chainId)
                        && certificate.size() == sequencer.scheme().signatureSize()
                        && signatures.verify(sequencer, statement(chainId, header.height(), hash), certificate);
            }
        };
    }

    @Override
    public ConsensusProtocol create(EngineContext context) {
        return new Sequencer(context);
    }

    private static byte[] statement(Hash chainId, long height, Hash block) {
        byte[] content =
                new CanonicalWriter(64).text(NAME).u64(height).hash(block).toArray();
        return SigningDomain.CONSENSUS.message(chainId, content);
    }

    /** A block and the sequencer's signature; the message between nodes, and the record in the journal. */
    private record Signed(ProposedBlock block, Bytes signature) {
        Bytes encode() {
            return new CanonicalWriter(1024)
                    .bytes16(HeaderCodec.encode(block.header()))
                    .bytes32(block.body())
                    .bytes16(signature)
                    .toBytes();
        }

        static Signed decode(Bytes encoded) throws MalformedException {
            CanonicalReader in = CanonicalReader.of(encoded);
            Bytes header = in.bytes16("header", MAX_HEADER);
            Bytes body = in.bytes32("body", MAX_BODY);
            Bytes signature = in.bytes16("signature", MAX_SIGNATURE);
            in.end("message");
            try {
                return new Signed(
                        new ProposedBlock(HeaderCodec.decode(header), HeaderCodec.hash(header), body), signature);
            } catch (IllegalArgumentException e) {
                throw new MalformedException("header: " + e.getMessage(), e);
            }
        }

        long height() {
            return block.header().height();
        }
    }

    /** One node's part. One thread calls it; it never blocks, and what is to be done leaves it as effects. */
    private static final class Sequencer implements ConsensusProtocol {
        private static final int REMIND = 1;
        private static final long REMIND_MS = 1_000;

        private final EngineContext context;
        private final PublicKey sequencer;
        private final boolean leads;
        private Hash head;
        private long height;
        private int ready;
        private boolean reminding;
        private boolean building;
        private boolean moreCame; // since the block being built was asked for
        private long request; // number of the newest question to the node; answers to earlier ones are stale
        private Event.Received next; // one message that came while another was dealt with; or null
        private Signed candidate; // the one block that is being checked or made final; null when there is none

        Sequencer(EngineContext context) {
            this.context = context;
            this.sequencer = context.validators().get(0).key();
            this.leads = context.signer()
                    .map(signer -> signer.publicKey().equals(sequencer))
                    .orElse(false);
        }

        @Override
        public void handle(Event event, Consumer<Effect> effects) {
            if (event instanceof Event.Start start) {
                start(start, effects);
            } else if (event instanceof Event.Work work) {
                ready = work.readyTransactions();
                moreCame = true;
            } else if (event instanceof Event.Built built) {
                built(built, effects);
            } else if (event instanceof Event.Received received) {
                next = received;
            } else if (event instanceof Event.Verified verified) {
                if (candidate != null && verified.request() == request) {
                    if (verified.allGood()) {
                        effects.accept(new Effect.Check(candidate.block(), true));
                    } else {
                        candidate = null;
                    }
                }
            } else if (event instanceof Event.Checked checked) {
                checked(checked, effects);
            } else if (event instanceof Event.Finalized done) {
                head = done.hash();
                height = done.head().height();
                candidate = null;
            } else if (event instanceof Event.TimerFired) {
                reminding = false;
                effects.accept(new Effect.SpreadPending());
            }
            goOn(effects);
        }

        private void start(Event.Start start, Consumer<Effect> effects) {
            head = start.headHash();
            height = start.head().height();
            effects.accept(new Effect.Route(List.of(context.validators().get(0).node())));
            if (leads && !start.journal().isEmpty()) {
                List<VoteJournal.Entry> journal = start.journal();
                try {
                    Signed last = Signed.decode(
                            Bytes.wrap(journal.get(journal.size() - 1).data()));
                    if (last.height() == height + 1) { // signed, but not final here: it must be this one and no other
                        candidate = last;
                        effects.accept(new Effect.Check(last.block(), true));
                    }
                } catch (MalformedException e) {
                    throw new IllegalStateException("the journal is another program's", e);
                }
            }
        }

        /** The leader orders what there is, one block at a time; the others see that it gets it. */
        private void goOn(Consumer<Effect> effects) {
            if (next != null && candidate == null && head != null) {
                Event.Received message = next;
                next = null;
                received(message.from(), message.message(), effects);
            }
            if (leads && ready > 0 && !building && candidate == null) {
                building = true;
                moreCame = false;
                effects.accept(new Effect.Build(++request, head, Bytes.EMPTY, false));
            } else if (!leads && ready > 0 && !reminding) {
                reminding = true;
                effects.accept(new Effect.SetTimer(REMIND, REMIND_MS));
            }
        }

        private void built(Event.Built built, Consumer<Effect> effects) {
            building = false;
            if (built.block().isEmpty()) {
                ready = moreCame ? ready : 0; // told again when something comes
                return;
            }
            ProposedBlock block = built.block().get();
            byte[] statement = statement(context.chainId(), block.header().height(), block.hash());
            candidate = new Signed(block, context.signer().orElseThrow().sign(statement));
            Bytes message = candidate.encode();
            // Durable before visible: the node carries out neither of the other two before this is on disk.
            effects.accept(new Effect.Persist(block.header().height(), message));
            effects.accept(new Effect.Finalize(block.hash(), candidate.signature()));
            effects.accept(new Effect.Broadcast(message));
            effects.accept(new Effect.Discard(block.header().height()));
        }

        /** Anyone may have sent anything: it is looked at only if it can be the next block. What is missed is fetched. */
        private void received(NodeId from, Bytes message, Consumer<Effect> effects) {
            if (leads) {
                return;
            }
            try {
                Signed signed = Signed.decode(message);
                BlockHeader header = signed.block().header();
                if (signed.height() > height + 1) {
                    effects.accept(new Effect.CatchUp(from, signed.height()));
                } else if (header.parent().equals(head)
                        && signed.signature().size() == sequencer.scheme().signatureSize()) {
                    candidate = signed;
                    byte[] statement = statement(
                            context.chainId(), signed.height(), signed.block().hash());
                    SignatureCheck check = new SignatureCheck(sequencer, Bytes.wrap(statement), signed.signature());
                    effects.accept(new Effect.Verify(++request, List.of(check)));
                }
            } catch (MalformedException e) {
                return; // nothing that comes from the network may make a node fail
            }
        }

        private void checked(Event.Checked checked, Consumer<Effect> effects) {
            if (candidate == null || !candidate.block().hash().equals(checked.block())) {
                return;
            }
            if (checked.result() instanceof CheckResult.Valid) {
                effects.accept(new Effect.Finalize(checked.block(), candidate.signature()));
                if (leads) {
                    effects.accept(new Effect.Broadcast(candidate.encode()));
                }
            } else {
                candidate = null;
            }
        }

        @Override
        public EngineStatus status() {
            EngineStatus.Role role = leads ? EngineStatus.Role.VALIDATOR : EngineStatus.Role.OBSERVER;
            String detail = (leads ? "orders" : "follows") + ", at height " + height;
            return new EngineStatus(context.validators().epoch(), height, role, ready > 0, List.of(), detail);
        }
    }
}
