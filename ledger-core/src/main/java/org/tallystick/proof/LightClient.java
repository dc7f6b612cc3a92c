package org.tallystick.proof;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.tallystick.codec.ConfigCodec;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.codec.MalformedException;
import org.tallystick.codec.RecoveryCertificate;
import org.tallystick.codec.RecoveryStatement;
import org.tallystick.crypto.Ed25519Verifier;
import org.tallystick.crypto.SignatureVerifier;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Genesis;
import org.tallystick.model.Governance;
import org.tallystick.model.Hash;
import org.tallystick.model.LedgerConfig;
import org.tallystick.model.Parameters;
import org.tallystick.model.Validator;
import org.tallystick.model.ValidatorSet;
import org.tallystick.proof.Verdict.Reason;
import org.tallystick.proof.Verdict.Refused;
import org.tallystick.proof.Verdict.Verified;
import org.tallystick.spi.consensus.FinalityVerifier;

/**
 * Judges proofs from what it trusts: a genesis, or a checkpoint. It follows changes of the validators by headers and
 * certificates alone: the last header of an epoch, attested by that epoch's validators, names by hash those of the next.
 *
 * <p>Immutable; any thread may call it. To move on, make another with the {@link Verified#checkpoint() checkpoint} of a
 * verdict. What it says is as good as what it was given: whoever once held a quorum of an old epoch's keys could make up
 * another continuation of it, so a client that is seldom used should begin from a checkpoint that is recent.
 */
public final class LightClient {
    private final Checkpoint trusted;
    private final Function<Parameters, FinalityVerifier> finality;
    private final SignatureVerifier signatures;
    private final Optional<Governance> governance;

    private LightClient(
            Checkpoint trusted,
            Function<Parameters, FinalityVerifier> finality,
            SignatureVerifier signatures,
            Optional<Governance> governance) {
        this.governance = governance;
        this.trusted = Objects.requireNonNull(trusted, "trusted");
        this.finality = Objects.requireNonNull(finality, "finality");
        this.signatures = Objects.requireNonNull(signatures, "signatures");
    }

    /**
     * A client that trusts a genesis.
     *
     * @param finality how the certificates of the genesis' engine are read under the parameters of an epoch, such as
     *     {@code engine::finalityVerifier}
     */
    public static LightClient of(Genesis genesis, Function<Parameters, FinalityVerifier> finality) {
        return new LightClient(Checkpoint.of(genesis), finality, new Ed25519Verifier(), genesis.governance());
    }

    /** A client that trusts a checkpoint; otherwise as {@link #of}. */
    public static LightClient at(Checkpoint checkpoint, Function<Parameters, FinalityVerifier> finality) {
        return new LightClient(checkpoint, finality, new Ed25519Verifier(), Optional.empty());
    }

    /**
     * The same, following recoveries too: the end of an epoch by the word of these governors, those of the genesis. A
     * client that was made of a genesis does so already; without them a proof that leads over a recovery is refused.
     */
    public LightClient governedBy(Governance governors) {
        return new LightClient(trusted, finality, signatures, Optional.of(governors));
    }

    /** The same with another provider of the signature rule. */
    public LightClient with(SignatureVerifier verifier) {
        return new LightClient(trusted, finality, verifier, governance);
    }

    /** What this client trusts. */
    public Checkpoint trusted() {
        return trusted;
    }

    /** Judges a proof file. Never throws on bad input. Takes about a signature check for each validator and step. */
    public Verdict verify(Bytes file) {
        try {
            return verify(Proof.read(file));
        } catch (MalformedException e) {
            return new Refused(Reason.UNREADABLE, "not a readable proof: " + e.getMessage());
        }
    }

    /** Judges a proof. Never throws on bad input. */
    public Verdict verify(Proof proof) {
        try {
            return judge(proof);
        } catch (Unconvincing e) {
            return new Refused(e.reason, e.getMessage());
        }
    }

    private Verified judge(Proof proof) throws Unconvincing {
        LedgerConfig config = trusted.config();
        long height = config.epoch() == 0 ? 0 : -1;
        for (EpochStep step : proof.steps()) {
            if (RecoveryCertificate.standsBeside(step.last())) {
                checkRecovery(step, config);
            } else {
                checkAttested(step.last(), step.certificate(), config);
            }
            config = follow(step, config, height);
            height = step.last().height();
        }
        BlockHeader attested = proof.attested();
        Hash hash = checkAttested(attested, proof.certificate(), config);
        require(
                attested.height() > height,
                Reason.BAD_STEP,
                "block " + attested.height() + " is not above the end of the epoch before it, " + height);
        Hash subject = hash;
        if (proof.ancestor().isPresent()) {
            subject = checkAncestor(proof.ancestor().get(), attested);
            checkAgainstTrusted(proof.subject(), subject);
        }
        ClaimCheck claims = new ClaimCheck(proof.subject());
        for (Claim claim : proof.claims()) {
            claims.check(claim);
        }
        return new Verified(
                proof, hash, subject, attestors(config, proof.certificate()), newer(attested, hash, config));
    }

    private Checkpoint newer(BlockHeader attested, Hash hash, LedgerConfig config) {
        return attested.height() > trusted.height()
                ? new Checkpoint(trusted.chainId(), attested.height(), hash, config)
                : trusted;
    }

    /** The block is this ledger's, of the epoch of this configuration, and final; returns its hash. */
    private Hash checkAttested(BlockHeader header, Bytes certificate, LedgerConfig config) throws Unconvincing {
        Hash hash = HeaderCodec.hash(header);
        checkBelongs(header, config);
        require(
                !RecoveryCertificate.standsBeside(header),
                Reason.BAD_CERTIFICATE,
                "block " + header.height() + " is one of a recovery, which no validator attests; a later block does");
        ValidatorSet validators = config.validators();
        require(
                finality.apply(config.parameters())
                        .isFinal(trusted.chainId(), validators, header, hash, certificate, signatures),
                Reason.BAD_CERTIFICATE,
                "the certificate does not show that block " + header.height() + ", " + hash
                        + ", is final: header or certificate has been changed, or those who signed are not "
                        + validators.quorum() + " of the " + validators.size() + " validators of epoch "
                        + config.epoch());
        checkAgainstTrusted(header, hash);
        return hash;
    }

    private void checkBelongs(BlockHeader header, LedgerConfig config) throws Unconvincing {
        require(
                header.chainId().equals(trusted.chainId()),
                Reason.OTHER_LEDGER,
                "the proof is about the ledger " + header.chainId() + ", not " + trusted.chainId());
        require(
                header.configHash().equals(ConfigCodec.hash(config)),
                Reason.NOT_FROM_HERE,
                "block " + header.height() + " belongs to another configuration than the one trusted for it, of epoch "
                        + config.epoch() + "; a proof must lead there from what is trusted, epoch "
                        + trusted.config().epoch());
    }

    /**
     * The governors let the ledger go on from a block, with other validators. They sign that block, and what follows it;
     * the rest of the header is attested by those who build on it.
     */
    private void checkRecovery(EpochStep step, LedgerConfig config) throws Unconvincing {
        BlockHeader header = step.last();
        checkBelongs(header, config);
        require(
                governance.isPresent(),
                Reason.NOT_FROM_HERE,
                "block " + header.height()
                        + " goes on by the governors' word, and this client knows no governors: begin"
                        + " from the genesis, or from a checkpoint above it");
        RecoveryCertificate certificate = read(step);
        RecoveryStatement statement = certificate.statement();
        boolean same = statement.height() == header.height() - 1
                && statement.block().equals(header.parent())
                && statement.timestamp() == header.timestamp()
                && statement.config().equals(step.next());
        require(
                same && certificate.isGood(trusted.chainId(), governance.get(), signatures),
                Reason.BAD_CERTIFICATE,
                "the certificate does not show that the governors let the ledger go on with block " + header.height());
        boolean above = config.epoch() != trusted.config().epoch()
                || trusted.height() < statement.height()
                || (trusted.height() == statement.height()
                        && (trusted.block().equals(Hash.ZERO) || trusted.block().equals(statement.block())));
        require(
                above,
                Reason.CONTRADICTION,
                "the governors let the ledger go on from block " + statement.height() + " " + statement.block()
                        + ", but block " + trusted.height() + " " + trusted.block() + " is trusted");
    }

    private static RecoveryCertificate read(EpochStep step) throws Unconvincing {
        try {
            return RecoveryCertificate.decode(step.certificate());
        } catch (MalformedException e) {
            throw new Unconvincing(
                    Reason.BAD_CERTIFICATE,
                    "no recovery certificate stands beside block " + step.last().height());
        }
    }

    private void checkAgainstTrusted(BlockHeader header, Hash hash) throws Unconvincing {
        boolean same = trusted.block().equals(Hash.ZERO) || trusted.block().equals(hash);
        require(
                same || header.height() != trusted.height(),
                Reason.CONTRADICTION,
                "two blocks are attested at height " + header.height() + ": " + hash + " by this proof, and "
                        + trusted.block() + ", which is trusted; keep both, they convict those who signed both");
    }

    /** The configuration that follows an attested last block of an epoch. */
    private LedgerConfig follow(EpochStep step, LedgerConfig before, long above) throws Unconvincing {
        BlockHeader last = step.last();
        LedgerConfig next = step.next();
        require(
                last.height() > above,
                Reason.BAD_STEP,
                "the end of epoch " + before.epoch() + ", block " + last.height() + ", is not above block " + above);
        require(
                before.epoch() != trusted.config().epoch() || last.height() >= trusted.height(),
                Reason.CONTRADICTION,
                "epoch " + before.epoch() + " ended with block " + last.height() + " by this proof, but block "
                        + trusted.height() + " of it is trusted");
        require(
                last.nextConfigHash().equals(ConfigCodec.hash(next)),
                Reason.BAD_STEP,
                "block " + last.height() + " does not name the validators and parameters given for the epoch after "
                        + before.epoch());
        require(
                next.epoch() == before.epoch() + 1,
                Reason.BAD_STEP,
                "the epoch after " + before.epoch() + " is not " + next.epoch());
        return next;
    }

    private static Hash checkAncestor(Ancestor ancestor, BlockHeader attested) throws Unconvincing {
        Hash hash = HeaderCodec.hash(ancestor.header());
        require(
                ClaimCheck.isAncestor(hash, ancestor, attested),
                Reason.BAD_ANCESTOR,
                "block " + ancestor.header().height() + ", " + hash + ", is not shown to lie below block "
                        + attested.height());
        return hash;
    }

    private List<Validator> attestors(LedgerConfig config, Bytes certificate) {
        return finality.apply(config.parameters()).signers(trusted.chainId(), config.validators(), certificate).stream()
                .map(config.validators()::get)
                .toList();
    }

    static void require(boolean holds, Reason reason, String otherwise) throws Unconvincing {
        if (!holds) {
            throw new Unconvincing(reason, otherwise);
        }
    }

    /** Ends the judging; never leaves this package. */
    static final class Unconvincing extends Exception {
        private static final long serialVersionUID = 1L;

        private final Reason reason;

        Unconvincing(Reason reason, String message) {
            super(message, null, false, false);
            this.reason = reason;
        }
    }
}
