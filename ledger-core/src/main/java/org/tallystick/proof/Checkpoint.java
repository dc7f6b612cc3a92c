package org.tallystick.proof;

import java.util.Objects;
import org.tallystick.codec.CanonicalReader;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.ConfigCodec;
import org.tallystick.codec.GenesisCodec;
import org.tallystick.codec.MalformedException;
import org.tallystick.model.Bytes;
import org.tallystick.model.Genesis;
import org.tallystick.model.Hash;
import org.tallystick.model.LedgerConfig;

/**
 * What a light client trusts: a block that it knows to be final, and who decides in its epoch. Whoever takes one over
 * from somebody else trusts that person for everything that follows. Contains no secret.
 *
 * @param chainId the ledger
 * @param height the block's height; 0 for a genesis
 * @param block the block's hash; {@link Hash#ZERO} when only the genesis is known
 * @param config the validators and parameters in force at the block
 */
public record Checkpoint(Hash chainId, long height, Hash block, LedgerConfig config) {
    private static final Bytes MAGIC = Bytes.utf8("tallystick/check");
    private static final int VERSION = 1;

    /** Refuses null and a negative height. */
    public Checkpoint {
        Objects.requireNonNull(chainId, "chainId");
        Objects.requireNonNull(block, "block");
        Objects.requireNonNull(config, "config");
        if (height < 0) {
            throw new IllegalArgumentException("a height is at least 0, not " + height);
        }
    }

    /** The beginning of a ledger: what whoever has the genesis trusts. */
    public static Checkpoint of(Genesis genesis) {
        return new Checkpoint(
                GenesisCodec.chainId(genesis),
                0,
                Hash.ZERO,
                new LedgerConfig(genesis.validators(), genesis.parameters()));
    }

    /** The one form of a checkpoint, to keep it in a file. */
    public Bytes toBytes() {
        CanonicalWriter out = new CanonicalWriter(1024);
        out.raw(MAGIC).u8(VERSION).hash(chainId).u64(height).hash(block);
        ConfigCodec.write(config, out);
        return out.toBytes();
    }

    /**
     * Reads {@link #toBytes()}.
     *
     * @throws MalformedException when it is not the one form of a checkpoint
     */
    public static Checkpoint read(Bytes encoded) throws MalformedException {
        CanonicalReader in = CanonicalReader.of(encoded);
        if (encoded.size() < MAGIC.size() || !in.raw("mark", MAGIC.size()).equals(MAGIC)) {
            throw new MalformedException("it does not begin with " + MAGIC.toUtf8() + " as a checkpoint does");
        }
        int version = in.u8("version of the checkpoint");
        if (version != VERSION) {
            throw new MalformedException("checkpoint version " + version + " is not known; this is version " + VERSION);
        }
        Checkpoint checkpoint =
                new Checkpoint(in.hash("chain id"), in.u64("height"), in.hash("block"), ConfigCodec.read(in));
        in.end("the checkpoint");
        return checkpoint;
    }
}
