package org.tallystick.contract.governance;

import java.util.ArrayList;
import java.util.List;
import org.tallystick.codec.CanonicalReader;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.ConfigCodec;
import org.tallystick.codec.GovernanceCodec;
import org.tallystick.codec.MalformedException;
import org.tallystick.contract.governance.Change.AddValidator;
import org.tallystick.contract.governance.Change.RemoveValidator;
import org.tallystick.contract.governance.Change.ReplaceValidator;
import org.tallystick.contract.governance.Change.SetParameters;
import org.tallystick.model.LedgerConfig;
import org.tallystick.model.Parameters;
import org.tallystick.model.PublicKey;
import org.tallystick.model.Validator;
import org.tallystick.model.ValidatorSet;

/** What becomes of a configuration by changes, and the one encoding of a change. */
public final class Changes {
    /** The most changes in one proposal. */
    public static final int MAX = 64;

    private Changes() {}

    /**
     * The configuration of the next epoch.
     *
     * @throws IllegalArgumentException when the changes do not fit the configuration, with the reason
     */
    public static LedgerConfig apply(LedgerConfig config, List<Change> changes) {
        List<Validator> validators = new ArrayList<>(config.validators().validators());
        Parameters parameters = config.parameters();
        for (Change change : changes) {
            if (change instanceof AddValidator add) {
                validators.add(add.validator());
            } else if (change instanceof RemoveValidator remove) {
                validators.remove(indexOf(validators, remove.key()));
            } else if (change instanceof ReplaceValidator replace) {
                validators.set(indexOf(validators, replace.key()), replace.by());
            } else if (change instanceof SetParameters set) {
                parameters = set.parameters();
            }
        }
        if (validators.isEmpty() || validators.size() > GovernanceCodec.MAX_VALIDATORS) {
            throw new IllegalArgumentException("there would be " + validators.size() + " validators; 1 to "
                    + GovernanceCodec.MAX_VALIDATORS + " are possible");
        }
        return new LedgerConfig(new ValidatorSet(config.epoch() + 1, validators), parameters);
    }

    private static int indexOf(List<Validator> validators, PublicKey key) {
        for (int i = 0; i < validators.size(); i++) {
            if (validators.get(i).key().equals(key)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no validator votes with key " + key);
    }

    /** The validators that changes name as coming, whether they are there already or not. */
    static List<Validator> brought(List<Change> changes) {
        List<Validator> coming = new ArrayList<>();
        for (Change change : changes) {
            if (change instanceof AddValidator add) {
                coming.add(add.validator());
            } else if (change instanceof ReplaceValidator replace) {
                coming.add(replace.by());
            }
        }
        return coming;
    }

    /** The validators of the second configuration that the first does not list with the same key and node. */
    public static List<Validator> newcomers(LedgerConfig before, LedgerConfig after) {
        return after.validators().validators().stream()
                .filter(validator -> before.validators().validators().stream()
                        .noneMatch(old ->
                                old.key().equals(validator.key()) && old.node().equals(validator.node())))
                .toList();
    }

    static void write(Change change, CanonicalWriter out) {
        if (change instanceof AddValidator add) {
            ConfigCodec.write(add.validator(), out.u8(1));
        } else if (change instanceof RemoveValidator remove) {
            out.u8(2).publicKey(remove.key());
        } else if (change instanceof ReplaceValidator replace) {
            ConfigCodec.write(replace.by(), out.u8(3).publicKey(replace.key()));
        } else if (change instanceof SetParameters set) {
            ConfigCodec.write(set.parameters(), out.u8(4));
        }
    }

    static Change read(CanonicalReader in) throws MalformedException {
        int kind = in.u8("kind of change");
        try {
            return switch (kind) {
                case 1 -> new AddValidator(ConfigCodec.readValidator(in));
                case 2 -> new RemoveValidator(in.publicKey("key of the validator that goes"));
                case 3 ->
                    new ReplaceValidator(in.publicKey("key of the validator that goes"), ConfigCodec.readValidator(in));
                case 4 -> new SetParameters(ConfigCodec.readParameters(in));
                default ->
                    throw new MalformedException("change of kind " + kind + " is not known; 1 (add), 2 (remove), 3"
                            + " (replace) and 4 (parameters) are");
            };
        } catch (IllegalArgumentException e) {
            throw new MalformedException(e.getMessage(), e);
        }
    }
}
