package org.tallystick.consensus.bft;

import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.tallystick.codec.MalformedException;
import org.tallystick.crypto.Signer;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.spi.consensus.ConsensusProtocol;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.consensus.EngineContext;
import org.tallystick.spi.consensus.EngineStatus;
import org.tallystick.spi.consensus.Event;
import org.tallystick.testkit.sim.SimCrypto;

/** What faulty validators that understand the protocol share: they read what they hear, and answer as they like. */
abstract class BftVillain implements ConsensusProtocol {
    final EngineContext context;
    final SimCrypto crypto;
    final RandomGenerator chance;
    Committee committee;
    MessageCodec codec;
    private final ConsensusProtocol honest;
    private Consumer<Effect> effects = effect -> {};

    BftVillain(ConsensusProtocol honest, EngineContext context, SimCrypto crypto, RandomGenerator chance) {
        this.honest = honest;
        this.context = context;
        this.crypto = crypto;
        this.chance = chance;
        committee = new Committee(context);
        codec = new MessageCodec(context.chainId(), committee.epoch(), committee.size());
    }

    /** Something was heard. */
    abstract void heard(Item item);

    /** Whether what the honest protocol says is passed on. */
    boolean passes(Effect effect) {
        return true;
    }

    @Override
    public void handle(Event event, Consumer<Effect> sink) {
        effects = sink;
        if (event instanceof Event.Finalized last && last.outlook().config().epoch() > committee.epoch()) {
            committee = new Committee(context.in(last.outlook().config()));
            codec = new MessageCodec(context.chainId(), committee.epoch(), committee.size());
        }
        honest.handle(event, effect -> {
            if (passes(effect)) {
                sink.accept(effect);
            }
        });
        if (event instanceof Event.Received received && committee.isMember()) {
            items(received.message()).forEach(this::heard);
        }
    }

    /** What is in a message; nothing when it cannot be read. */
    List<Item> items(Bytes message) {
        try {
            return codec.decode(message).items();
        } catch (MalformedException e) {
            return List.of();
        }
    }

    @Override
    public EngineStatus status() {
        return honest.status();
    }

    /** Signs anything for this chain as another validator's key would, were it this one's. */
    Vote sign(Subject subject) {
        return committee.sign(subject);
    }

    /** What a validator signed, or would sign, on another chain or in another epoch. */
    Bytes foreign(int validator, Subject subject, Hash chain, long epoch) {
        Signer signer = crypto.validator(validator);
        return signer.sign(subject.signedMessage(chain, epoch));
    }

    void tell(int to, Item item) {
        if (to != committee.self()) {
            effects.accept(new Effect.Send(node(to), codec.encode(item)));
        }
    }

    void tellAll(Item item) {
        for (int i = 0; i < committee.size(); i++) {
            tell(i, item);
        }
    }

    int someone() {
        return chance.nextInt(committee.size());
    }

    private NodeId node(int validator) {
        return committee.node(validator);
    }
}
