package org.tallystick.contract.governance;

import java.util.ArrayList;
import java.util.List;
import org.tallystick.model.LedgerConfig;
import org.tallystick.model.Validator;
import org.tallystick.model.ValidatorSet;

/**
 * What changes would do to a ledger, said before anybody approves them.
 *
 * @param config what would be in force
 * @param before what the present validators bear
 * @param after what the new ones would
 * @param newcomers validators that must show that they have caught up before the change can be scheduled
 * @param warnings what somebody should know who approves
 */
public record MembershipPreview(
        LedgerConfig config, Tolerance before, Tolerance after, List<Validator> newcomers, List<Warning> warnings) {
    /** Copies the lists. */
    public MembershipPreview {
        newcomers = List.copyOf(newcomers);
        warnings = List.copyOf(warnings);
    }

    /**
     * What a set of validators bears.
     *
     * @param validators how many there are
     * @param faulty how many of them may be faulty, in any way
     * @param quorum how many must agree
     */
    public record Tolerance(int validators, int faulty, int quorum) {
        static Tolerance of(ValidatorSet set) {
            return new Tolerance(set.size(), set.maxFaulty(), set.quorum());
        }
    }

    /** Something to know before approving. */
    public sealed interface Warning {
        /** For people. */
        String message();

        /** Fewer faulty validators would be borne than now. */
        record ToleratesFewer(int before, int after) implements Warning {
            @Override
            public String message() {
                return "the ledger would bear " + after + " faulty validators, not " + before + " as it does now";
            }
        }

        /** Not a single faulty validator would be borne. */
        record ToleratesNone(int validators) implements Warning {
            @Override
            public String message() {
                return "with " + validators + " validators the ledger would stop as soon as one of them does";
            }
        }

        /** Those that stay are no quorum without the newcomers. */
        record DependsOnNewcomers(int staying, int quorum) implements Warning {
            @Override
            public String message() {
                return "the ledger would stop if no newcomer came: " + staying + " validators stay and " + quorum
                        + " must agree";
            }
        }
    }

    /**
     * Looks at changes.
     *
     * @throws IllegalArgumentException when they do not fit what is in force, with the reason
     */
    public static MembershipPreview of(LedgerConfig inForce, List<Change> changes) {
        LedgerConfig config = Changes.apply(inForce, changes);
        Tolerance before = Tolerance.of(inForce.validators());
        Tolerance after = Tolerance.of(config.validators());
        List<Validator> newcomers = Changes.newcomers(inForce, config);
        List<Warning> warnings = new ArrayList<>();
        if (after.faulty() < before.faulty()) {
            warnings.add(new Warning.ToleratesFewer(before.faulty(), after.faulty()));
        }
        if (after.faulty() == 0) {
            warnings.add(new Warning.ToleratesNone(after.validators()));
        }
        int staying = after.validators() - newcomers.size();
        if (staying < after.quorum() && !newcomers.isEmpty()) {
            warnings.add(new Warning.DependsOnNewcomers(staying, after.quorum()));
        }
        return new MembershipPreview(config, before, after, newcomers, warnings);
    }
}
