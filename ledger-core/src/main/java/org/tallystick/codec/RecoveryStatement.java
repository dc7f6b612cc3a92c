package org.tallystick.codec;

import java.util.Objects;
import org.tallystick.crypto.SigningDomain;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.LedgerConfig;

/**
 * How a ledger goes on whose validators cannot agree any more, as more of them are gone for good than it bears: from
 * which block, and with which validators. Governors sign it offline, each on a machine of its own. From it and the state
 * every node makes the same empty block on top of the one named, which ends the epoch.
 *
 * @param height of the last final block that anybody has
 * @param block its hash
 * @param timestamp of the block that follows it, in milliseconds since 1970-01-01T00:00Z; above that of the block named
 * @param config what is in force after that
 */
public record RecoveryStatement(long height, Hash block, long timestamp, LedgerConfig config) {
    /** Checks the bounds. */
    public RecoveryStatement {
        Objects.requireNonNull(block, "block");
        Objects.requireNonNull(config, "config");
        if (height < 0 || timestamp < 0) {
            throw new IllegalArgumentException("height and timestamp of a recovery are not negative");
        }
        if (config.validators().size() > GovernanceCodec.MAX_VALIDATORS) {
            throw new IllegalArgumentException(
                    "a recovery has at most " + GovernanceCodec.MAX_VALIDATORS + " validators");
        }
    }

    /** The whole message that is signed: purpose, chain id, version, height, block, timestamp, configuration. */
    public Bytes message(Hash chainId) {
        CanonicalWriter content = new CanonicalWriter(1024).u8(1);
        write(content);
        return Bytes.wrap(SigningDomain.RECOVERY.message(chainId, content.toArray()));
    }

    void write(CanonicalWriter out) {
        ConfigCodec.write(config, out.u64(height).hash(block).u64(timestamp));
    }

    static RecoveryStatement read(CanonicalReader in) throws MalformedException {
        long height = in.u64("height");
        Hash block = in.hash("block");
        long timestamp = in.u64("timestamp");
        try {
            return new RecoveryStatement(height, block, timestamp, ConfigCodec.read(in));
        } catch (IllegalArgumentException e) {
            throw new MalformedException("recovery: " + e.getMessage(), e);
        }
    }
}
