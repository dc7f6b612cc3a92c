package org.tallystick.internal.node;

import java.util.Optional;
import java.util.function.Function;
import org.tallystick.codec.ConfigCodec;
import org.tallystick.crypto.SignatureVerifier;
import org.tallystick.internal.chain.BlockRecords;
import org.tallystick.internal.chain.FinalChain;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Genesis;
import org.tallystick.model.Hash;
import org.tallystick.model.LedgerConfig;
import org.tallystick.model.Parameters;
import org.tallystick.spi.consensus.FinalityVerifier;
import org.tallystick.spi.storage.StorageException;

/** Judges certificates of old blocks by the validators of their epochs, as far as these are known here. For one thread. */
final class CertificateJudge implements BlockRecords.Judge {
    private final Genesis genesis;
    private final FinalChain chain;
    private final Function<Parameters, FinalityVerifier> finality;
    private final SignatureVerifier signatures;
    private LedgerConfig last;

    CertificateJudge(
            Genesis genesis,
            FinalChain chain,
            Function<Parameters, FinalityVerifier> finality,
            SignatureVerifier signatures) {
        this.genesis = genesis;
        this.chain = chain;
        this.finality = finality;
        this.signatures = signatures;
        this.last = genesis.config();
    }

    @Override
    public Optional<Boolean> isFinal(BlockHeader header, Hash hash, Bytes certificate) {
        return config(header.configHash())
                .map(config -> finality.apply(config.parameters())
                        .isFinal(header.chainId(), config.validators(), header, hash, certificate, signatures));
    }

    /** Blocks are judged from the newest down, so the epoch is mostly the last one or that before it. */
    private Optional<LedgerConfig> config(Hash wanted) {
        if (ConfigCodec.hash(last).equals(wanted)) {
            return Optional.of(last);
        }
        for (long epoch = chain.head().outlook().config().epoch(); epoch >= 0; epoch--) {
            Optional<LedgerConfig> config = configOf(epoch);
            if (config.isPresent() && ConfigCodec.hash(config.get()).equals(wanted)) {
                last = config.get();
                return config;
            }
        }
        return Optional.empty();
    }

    /** One that is kept here but damaged is not known, which says nothing about the certificates of its epoch. */
    private Optional<LedgerConfig> configOf(long epoch) {
        try {
            return epoch == 0 ? Optional.of(genesis.config()) : chain.reader().config(epoch);
        } catch (StorageException e) {
            if (e.kind() != StorageException.Kind.CORRUPT) {
                throw e;
            }
            return Optional.empty();
        }
    }
}
