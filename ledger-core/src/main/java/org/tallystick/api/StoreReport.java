package org.tallystick.api;

import java.util.List;
import java.util.Objects;
import org.tallystick.model.Hash;

/**
 * What a check of a whole store found.
 *
 * @param height of the last final block; -1 when it cannot be read
 * @param blocks how many blocks were read and checked
 * @param keys how many state keys were read and checked
 * @param findings what is wrong, at most {@link #MAX_FINDINGS}
 * @param more how much more is wrong that is not listed
 */
public record StoreReport(long height, long blocks, long keys, List<Finding> findings, long more) {
    /** The most findings that are listed. */
    public static final int MAX_FINDINGS = 1_000;

    /** Copies the list. */
    public StoreReport {
        findings = List.copyOf(findings);
    }

    /** Whether nothing is wrong. */
    public boolean clean() {
        return findings.isEmpty() && more == 0;
    }

    /** One thing that is wrong. */
    public sealed interface Finding {
        /** What was found, and what should be there. */
        String what();
    }

    /** The record of the last final block, without which the store cannot be opened. */
    public record BadHead(String what) implements Finding {
        /** Checks that nothing is missing. */
        public BadHead {
            Objects.requireNonNull(what, "what");
        }
    }

    /** A block, or what is kept beside it: its receipts, its places in the indexes. */
    public record BadBlock(long height, String what) implements Finding {
        /** Checks that nothing is missing. */
        public BadBlock {
            Objects.requireNonNull(what, "what");
        }
    }

    /** What is kept of earlier values of the state. */
    public record BadOldState(String what) implements Finding {
        /** Checks that nothing is missing. */
        public BadOldState {
            Objects.requireNonNull(what, "what");
        }
    }

    /** Part of the state, from a hashed key on. */
    public record BadState(Hash from, String what) implements Finding {
        /** Checks that nothing is missing. */
        public BadState {
            Objects.requireNonNull(from, "from");
            Objects.requireNonNull(what, "what");
        }
    }
}
