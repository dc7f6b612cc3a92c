package org.tallystick.codec;

import java.util.ArrayList;
import java.util.List;
import org.tallystick.crypto.Sha256;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.LedgerConfig;
import org.tallystick.model.NodeId;
import org.tallystick.model.Parameters;
import org.tallystick.model.Validator;
import org.tallystick.model.ValidatorSet;

/** The one encoding of a validator set and of the ledger's parameters, and the hash of both that headers carry. */
public final class ConfigCodec {
    private static final int VERSION = 1;
    /** Parameters with settings for the engine; those without stay at the version before. */
    private static final int WITH_SETTINGS = 2;

    private static final int MAX_NAME = 64;
    private static final Bytes HASH_TAG = Bytes.utf8("tallystick/conf ");

    private ConfigCodec() {}

    /** SHA-256 of the ASCII text {@code "tallystick/conf "}, the encoded validator set and the encoded parameters. */
    public static Hash hash(ValidatorSet validators, Parameters parameters) {
        CanonicalWriter out = new CanonicalWriter(1024).raw(HASH_TAG);
        write(validators, out);
        write(parameters, out);
        return Sha256.hash(out.toArray());
    }

    /** The hash that headers state of a configuration. */
    public static Hash hash(LedgerConfig config) {
        return hash(config.validators(), config.parameters());
    }

    /** Encodes a configuration: validator set, parameters. */
    public static Bytes encode(LedgerConfig config) {
        CanonicalWriter out = new CanonicalWriter(1024);
        write(config, out);
        return out.toBytes();
    }

    /** Decodes a configuration that fills the input exactly. */
    public static LedgerConfig decode(Bytes encoded) throws MalformedException {
        CanonicalReader in = CanonicalReader.of(encoded);
        LedgerConfig config = read(in);
        in.end("configuration");
        return config;
    }

    /** Writes a configuration into something larger. */
    public static void write(LedgerConfig config, CanonicalWriter out) {
        write(config.validators(), out);
        write(config.parameters(), out);
    }

    /** Reads a configuration from something larger. */
    public static LedgerConfig read(CanonicalReader in) throws MalformedException {
        ValidatorSet validators = readValidators(in);
        return new LedgerConfig(validators, readParameters(in));
    }

    /** Encodes a validator set. */
    public static Bytes encode(ValidatorSet validators) {
        CanonicalWriter out = new CanonicalWriter(1024);
        write(validators, out);
        return out.toBytes();
    }

    /** Encodes parameters. */
    public static Bytes encode(Parameters parameters) {
        CanonicalWriter out = new CanonicalWriter(64);
        write(parameters, out);
        return out.toBytes();
    }

    /** Decodes a validator set that fills the input exactly. */
    public static ValidatorSet decodeValidators(Bytes encoded) throws MalformedException {
        CanonicalReader in = CanonicalReader.of(encoded);
        ValidatorSet validators = readValidators(in);
        in.end("validator set");
        return validators;
    }

    /** Decodes parameters that fill the input exactly. */
    public static Parameters decodeParameters(Bytes encoded) throws MalformedException {
        CanonicalReader in = CanonicalReader.of(encoded);
        Parameters parameters = readParameters(in);
        in.end("parameters");
        return parameters;
    }

    static void write(ValidatorSet validators, CanonicalWriter out) {
        out.u8(VERSION).u64(validators.epoch()).u16(validators.size());
        for (Validator validator : validators.validators()) {
            write(validator, out);
        }
    }

    /** Writes a validator into something larger. */
    public static void write(Validator validator, CanonicalWriter out) {
        out.text(validator.name())
                .publicKey(validator.key())
                .publicKey(validator.node().key());
    }

    /** Reads a validator from something larger. */
    public static Validator readValidator(CanonicalReader in) throws MalformedException {
        try {
            return new Validator(
                    in.text("validator's name", MAX_NAME),
                    in.publicKey("validator's key"),
                    new NodeId(in.publicKey("validator's node")));
        } catch (IllegalArgumentException e) {
            throw new MalformedException("validator: " + e.getMessage(), e);
        }
    }

    /** Writes parameters into something larger. */
    public static void write(Parameters parameters, CanonicalWriter out) {
        boolean settings = parameters.engineSettings().size() > 0;
        out.u8(settings ? WITH_SETTINGS : VERSION)
                .u32(parameters.maxBlockBytes())
                .u32(parameters.maxBlockTransactions())
                .u32(parameters.maxTransactionBytes())
                .u64(parameters.maxTransactionLifetimeMs())
                .u64(parameters.maxResourceLimit())
                .u32(parameters.maxLanes())
                .u32(parameters.viewTimeoutMs())
                .u32(parameters.maxViewTimeoutMs())
                .u32(parameters.heartbeatMs());
        if (settings) {
            out.bytes16(parameters.engineSettings());
        }
    }

    static ValidatorSet readValidators(CanonicalReader in) throws MalformedException {
        requireVersion(in.u8("version of the validator set"), "validator set");
        long epoch = in.u64("epoch");
        int count = in.u16("number of validators");
        if (count > ValidatorSet.MAX_SIZE) {
            throw new MalformedException(count + " validators; at most " + ValidatorSet.MAX_SIZE);
        }
        try {
            List<Validator> validators = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                validators.add(readValidator(in));
            }
            return new ValidatorSet(epoch, validators);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("validator set: " + e.getMessage(), e);
        }
    }

    /** Reads parameters from something larger. */
    public static Parameters readParameters(CanonicalReader in) throws MalformedException {
        int version = in.u8("version of the parameters");
        if (version != WITH_SETTINGS) {
            requireVersion(version, "parameters");
        }
        try {
            Parameters parameters = new Parameters(
                    in.u32("max_block_bytes", Integer.MAX_VALUE),
                    in.u32("max_block_transactions", Integer.MAX_VALUE),
                    in.u32("max_transaction_bytes", Integer.MAX_VALUE),
                    in.u64("max_transaction_lifetime_ms"),
                    in.u64("max_resource_limit"),
                    in.u32("max_lanes", Integer.MAX_VALUE),
                    in.u32("view_timeout_ms", Integer.MAX_VALUE),
                    in.u32("max_view_timeout_ms", Integer.MAX_VALUE),
                    in.u32("heartbeat_ms", Integer.MAX_VALUE));
            return version == VERSION ? parameters : parameters.withEngineSettings(readSettings(in));
        } catch (IllegalArgumentException e) {
            throw new MalformedException("parameters: " + e.getMessage(), e);
        }
    }

    private static Bytes readSettings(CanonicalReader in) throws MalformedException {
        Bytes settings = in.bytes16("engine_settings", Parameters.MAX_ENGINE_SETTINGS);
        if (settings.size() == 0) {
            throw new MalformedException("parameters without engine settings have version " + VERSION);
        }
        return settings;
    }

    private static void requireVersion(int version, String what) throws MalformedException {
        if (version != VERSION) {
            throw new MalformedException(what + " version " + version + " is not known; this is version " + VERSION);
        }
    }
}
