package org.tallystick.consensus.poa;

import java.util.Optional;
import org.tallystick.consensus.fork.ForkContext;
import org.tallystick.consensus.fork.ForkProtocol;
import org.tallystick.consensus.fork.PathVerifier;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Hash;
import org.tallystick.model.Parameters;
import org.tallystick.model.ValidatorSet;
import org.tallystick.spi.consensus.ConsensusEngine;
import org.tallystick.spi.consensus.ConsensusProtocol;
import org.tallystick.spi.consensus.EngineContext;
import org.tallystick.spi.consensus.FinalityVerifier;
import org.tallystick.spi.consensus.HeaderRule;

/**
 * The engine {@code poa}: authorities known by name seal blocks in turn, a backup steps in after a delay, each seals at
 * most one of any ⌊n/2⌋ + 1 blocks in a row, the longest chain wins, and a block is final once more than half of the
 * authorities have sealed it or built on it. It tolerates authorities that stand still as long as more than half go on,
 * <em>not</em> ones that lie, and only in a network that delivers within the backup's delay; what that means exactly
 * stands in {@code ledger-core/docs/consensus-poa.md}.
 *
 * <p>One object may serve several nodes; it has no state.
 */
public final class PoaEngine implements ConsensusEngine {
    /** The name that a genesis asks for. */
    public static final String NAME = "poa";

    /** Does nothing. */
    public PoaEngine() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void require(ValidatorSet validators, Parameters parameters) {
        PoaSettings.of(parameters);
        if (validators.size() > Turn.MAX_AUTHORITIES) {
            throw new IllegalArgumentException("poa has at most 255 authorities, not " + validators.size());
        }
    }

    @Override
    public int needed(ValidatorSet validators) {
        return Turn.span(validators.size());
    }

    @Override
    public int paceMillis(Parameters parameters) {
        return PoaSettings.of(parameters).periodMs();
    }

    @Override
    public FinalityVerifier finalityVerifier(Parameters parameters) {
        return new PathVerifier(PoaRules::new);
    }

    @Override
    public HeaderRule headerRule(Parameters parameters) {
        return new HeaderRule() {
            @Override
            public Optional<String> violation(
                    ValidatorSet validators, BlockHeader parent, BlockHeader header, Hash hash) {
                return new PoaRules(header.chainId(), validators).violation(parent, header, hash);
            }
        };
    }

    @Override
    public ConsensusProtocol create(EngineContext context) {
        require(context.validators(), context.parameters());
        PoaRules rules = new PoaRules(context.chainId(), context.validators());
        ForkContext core = new ForkContext(context, rules);
        return new ForkProtocol(core, new Sealer(core, rules, PoaSettings.of(context.parameters())));
    }
}
