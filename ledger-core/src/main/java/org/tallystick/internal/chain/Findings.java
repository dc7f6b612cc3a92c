package org.tallystick.internal.chain;

import java.util.ArrayList;
import java.util.List;
import org.tallystick.api.StoreReport;
import org.tallystick.model.Hash;

/** Collects what a check of the store finds, up to a bound. For one thread. */
public final class Findings {
    private final List<StoreReport.Finding> listed = new ArrayList<>();
    private long more;

    /** Counts blocks and keys as they are checked. */
    long blocks;

    long keys;

    /** Of nothing yet. */
    public Findings() {}

    /** Counts a block that was checked. */
    public void blockChecked() {
        blocks++;
    }

    void head(String what) {
        add(new StoreReport.BadHead(what));
    }

    /** Something is wrong with a block. */
    public void block(long height, String what) {
        add(new StoreReport.BadBlock(height, what));
    }

    void state(Hash from, String what) {
        add(new StoreReport.BadState(from, what));
    }

    void oldState(String what) {
        add(new StoreReport.BadOldState(what));
    }

    /** Something is wrong. */
    public void add(StoreReport.Finding finding) {
        if (listed.size() < StoreReport.MAX_FINDINGS) {
            listed.add(finding);
        } else {
            more++;
        }
    }

    /** What was found in a chain of a height. */
    public StoreReport report(long height) {
        return new StoreReport(height, blocks, keys, listed, more);
    }
}
