package org.tallystick.consensus.pow;

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
 * The engine {@code pow}: SHA-256 twice under a target that aserti3-2d adjusts, the chain with the most work wins, and a
 * block is final under k others. For demonstration and research: what it promises holds with a probability that depends
 * on the honest share of the work and on the network's delay against the interval, as
 * {@code ledger-core/docs/consensus-pow.md} says.
 *
 * <p>One object may serve several nodes; it has no state.
 */
public final class PowEngine implements ConsensusEngine {
    /** The name that a genesis asks for. */
    public static final String NAME = "pow";

    private final PowMining mining;

    /** Mines gently. */
    public PowEngine() {
        this(PowMining.GENTLE);
    }

    /** Mines as hard as is said. */
    public PowEngine(PowMining mining) {
        this.mining = mining;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void require(ValidatorSet validators, Parameters parameters) {
        PowSettings.of(parameters);
    }

    @Override
    public int needed(ValidatorSet validators) {
        return 1;
    }

    @Override
    public int paceMillis(Parameters parameters) {
        return PowSettings.of(parameters).intervalMs();
    }

    @Override
    public FinalityVerifier finalityVerifier(Parameters parameters) {
        PowSettings settings = PowSettings.of(parameters);
        return new PathVerifier((chainId, validators) -> new PowRules(chainId, validators, settings));
    }

    @Override
    public HeaderRule headerRule(Parameters parameters) {
        PowSettings settings = PowSettings.of(parameters);
        return new HeaderRule() {
            @Override
            public Optional<String> violation(
                    ValidatorSet validators, BlockHeader parent, BlockHeader header, Hash hash) {
                return new PowRules(header.chainId(), validators, settings).violation(parent, header, hash);
            }

            @Override
            public boolean certificatesAreJudgements() {
                return false; // work is no judgement: whoever has enough of it may certify nonsense
            }
        };
    }

    @Override
    public ConsensusProtocol create(EngineContext context) {
        PowSettings settings = PowSettings.of(context.parameters());
        PowRules rules = new PowRules(context.chainId(), context.validators(), settings);
        ForkContext core = new ForkContext(context, rules);
        return new ForkProtocol(core, new Miner(core, rules, settings, mining));
    }
}
