package org.tallystick.benchmarks.lab;

import java.util.ArrayList;
import java.util.List;

/**
 * The runs of a comparison: every engine with every number of validators, every list of faults and every seed.
 *
 * @param engines names
 * @param validators numbers
 * @param faults lists, as {@link FaultPlan} reads them; an empty one for a run without
 * @param seeds how many, from the first
 * @param firstSeed the first
 * @param network of all
 * @param load of all
 * @param lasting of all, in nanoseconds
 */
record Sweep(
        List<String> engines,
        List<Integer> validators,
        List<String> faults,
        int seeds,
        long firstSeed,
        String network,
        LoadSpec load,
        long lasting) {
    /** All runs, always in the same order. */
    List<Manifest> runs() {
        List<Manifest> runs = new ArrayList<>();
        for (int n : validators) { // quick ones first
            for (String fault : faults) {
                for (String engine : engines) {
                    for (int i = 0; i < seeds; i++) {
                        runs.add(new Manifest(engine, n, network, fault, load, firstSeed + i, lasting, 0));
                    }
                }
            }
        }
        return runs;
    }

    /**
     * The runs of one part of n, such as {@code 2/5}: every fifth, beginning with the second.
     *
     * @throws IllegalArgumentException if there is no such part
     */
    List<Manifest> shard(String part) {
        String[] numbers = part.split("/");
        int which = Spans.wholeNumber("--shard " + part, numbers[0]);
        int of = numbers.length == 2 ? Spans.wholeNumber("--shard " + part, numbers[1]) : 0;
        if (which < 1 || which > of) {
            throw new IllegalArgumentException("a shard is from 1/n to n/n, not " + part);
        }
        List<Manifest> all = runs();
        List<Manifest> mine = new ArrayList<>();
        for (int i = which - 1; i < all.size(); i += of) {
            mine.add(all.get(i));
        }
        return mine;
    }
}
