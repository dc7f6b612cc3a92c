package org.tallystick.benchmarks.lab;

import java.util.Arrays;
import org.tallystick.testkit.sim.SimProfile;

/**
 * The best that any protocol with a proposal and two rounds of votes among n − f validators can do on a network: the
 * proposal reaches everybody, each hears the first n − f of the first votes, and then the first n − f of the second.
 * Nothing is forwarded, and nothing takes time but the network.
 */
final class DelayBound {
    private final SimProfile profile;
    private final int validators;
    private final int quorum;

    DelayBound(SimProfile profile, int validators, int quorum) {
        this.profile = profile;
        this.validators = validators;
        this.quorum = quorum;
    }

    /** The median, over all leaders and all nodes, of the time from proposal to finality, in nanoseconds. */
    long median() {
        Samples samples = new Samples();
        for (int leader = 0; leader < validators; leader++) {
            for (long each : finality(leader)) {
                samples.add(each);
            }
        }
        return samples.quantile(0.5);
    }

    /** When each node has a leader's block final. */
    private long[] finality(int leader) {
        long[] voted = new long[validators];
        for (int node = 0; node < validators; node++) {
            voted[node] = profile.oneWay(leader, node);
        }
        return heard(heard(voted));
    }

    /** When each node has heard of n − f that spoke at given times. */
    private long[] heard(long[] spoken) {
        long[] heard = new long[validators];
        long[] arrivals = new long[validators];
        for (int node = 0; node < validators; node++) {
            for (int other = 0; other < validators; other++) {
                arrivals[other] = spoken[other] + profile.oneWay(other, node);
            }
            Arrays.sort(arrivals);
            heard[node] = arrivals[quorum - 1];
        }
        return heard;
    }

    /** The mean one-way delay between two validators, in nanoseconds. */
    static double meanDelay(SimProfile profile, int validators) {
        double sum = 0;
        for (int a = 0; a < validators; a++) {
            for (int b = 0; b < validators; b++) {
                sum += a == b ? 0 : profile.oneWay(a, b);
            }
        }
        return validators < 2 ? 1 : sum / validators / (validators - 1);
    }
}
