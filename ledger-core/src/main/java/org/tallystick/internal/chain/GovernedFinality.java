package org.tallystick.internal.chain;

import java.util.List;
import java.util.Optional;
import org.tallystick.codec.ConfigCodec;
import org.tallystick.codec.RecoveryCertificate;
import org.tallystick.codec.RecoveryStatement;
import org.tallystick.crypto.SignatureVerifier;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Governance;
import org.tallystick.model.Hash;
import org.tallystick.model.ValidatorSet;
import org.tallystick.spi.consensus.FinalityVerifier;

/**
 * Judges the block that a recovery makes by its governors' signatures, and every other as the engine does. Who governs is
 * fixed by the genesis, so a false recovery is known at once, from whoever shows it, without the state below it. Stateless.
 */
public final class GovernedFinality implements FinalityVerifier {
    private final FinalityVerifier engine;
    private final Optional<Governance> governance;

    /**
     * On one ledger, under the parameters of one epoch.
     *
     * @param governance who governs it, if anybody does
     */
    public GovernedFinality(FinalityVerifier engine, Optional<Governance> governance) {
        this.engine = engine;
        this.governance = governance;
    }

    @Override
    public boolean isFinal(
            Hash chainId,
            ValidatorSet validators,
            BlockHeader header,
            Hash hash,
            Bytes certificate,
            SignatureVerifier signatures) {
        if (!RecoveryBlock.is(header)) {
            return engine.isFinal(chainId, validators, header, hash, certificate, signatures);
        }
        Optional<RecoveryCertificate> recovery = RecoveryBlock.read(certificate);
        return governance.isPresent()
                && recovery.isPresent()
                && header.chainId().equals(chainId)
                && isOf(recovery.get().statement(), header, validators)
                && recovery.get().isGood(chainId, governance.get(), signatures);
    }

    private static boolean isOf(RecoveryStatement statement, BlockHeader header, ValidatorSet validators) {
        return header.height() == statement.height() + 1
                && header.parent().equals(statement.block())
                && header.timestamp() == statement.timestamp()
                && statement.config().epoch() == validators.epoch() + 1
                && header.nextConfigHash().equals(ConfigCodec.hash(statement.config()));
    }

    @Override
    public List<Integer> signers(Hash chainId, ValidatorSet validators, Bytes certificate) {
        return engine.signers(chainId, validators, certificate);
    }
}
