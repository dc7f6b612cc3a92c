package org.tallystick.examples.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.HdrHistogram.Histogram;
import org.tallystick.crypto.SignatureProvider;

/**
 * What this machine does at best of what a transfer cannot do without, measured right after the load, while the nodes have
 * nothing to do.
 *
 * @param processors how many it has
 * @param provider who checks signatures when all is loaded
 * @param checks signatures checked a second on all processors
 * @param signNanos to sign once
 * @param loopback round trips, ns
 * @param syncAlone writes with an fdatasync while one process does it, ns
 * @param syncTogether the same while the processes of all nodes do it, ns
 */
record MachineLimits(
        int processors,
        SignatureProvider provider,
        VerifyProbe.Rates checks,
        long signNanos,
        Histogram loopback,
        Histogram syncAlone,
        Histogram syncTogether) {
    private static final long LONGEST = Duration.ofSeconds(1).toNanos();

    /** To the client's node and back, proposal, notarize, finalize. */
    private static final int HOPS = 5;

    /** Proposal, notarize and finalize. */
    private static final int SIGNATURES = 3;

    /** Proposal, notarize, finalize and block. */
    private static final int SYNCS = 4;

    /** Measures each for a tenth of the measured window, at most a second. */
    static MachineLimits measure(ClusterOptions options, Cluster cluster)
            throws IOException, InterruptedException, ClusterException {
        long nanos = Math.min(LONGEST, options.duration().toNanos() / 10);
        VerifyProbe probe = new VerifyProbe(options.crypto(), nanos);
        VerifyProbe.Rates checks = probe.measure();
        // The check has told which are not there.
        List<NodeHandle> there =
                cluster.nodes().stream().filter(node -> node.link() != null).toList();
        return new MachineLimits(
                Runtime.getRuntime().availableProcessors(),
                probe.provider(),
                checks,
                probe.signNanos(),
                LoopbackProbe.measure(nanos),
                syncs(there.subList(0, Math.min(1, there.size())), nanos),
                syncs(there, nanos));
    }

    private static Histogram syncs(List<NodeHandle> nodes, long nanos) throws InterruptedException, ClusterException {
        List<CompletableFuture<byte[]>> answers = new ArrayList<>();
        for (NodeHandle node : nodes) {
            answers.add(NodeQuestions.syncs(node, nanos));
        }
        Histogram all = new Histogram(10_000_000_000L, 3);
        for (int i = 0; i < nodes.size(); i++) {
            for (long each : NodeQuestions.numbers(nodes.get(i), answers.get(i))) {
                all.recordValue(Math.min(each, all.getHighestTrackableValue()));
            }
        }
        return all;
    }

    /** As named fields, in order. */
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("processors", processors);
        fields.put("signatures_by", provider.name().toLowerCase(Locale.ROOT));
        fields.put("verify_unknown_key_per_s", Math.round(checks.unknown()));
        fields.put("verify_known_key_per_s", Math.round(checks.known()));
        fields.put("verify_batched_per_s", Math.round(checks.batched()));
        fields.put("sign_us", micros(signNanos));
        fields.put("loopback_round_trip_us", micros(loopback.getValueAtPercentile(50)));
        fields.put("sync_alone_us_p50", micros(syncAlone.getValueAtPercentile(50)));
        fields.put("sync_alone_us_p99", micros(syncAlone.getValueAtPercentile(99)));
        fields.put("sync_together_us_p50", micros(syncTogether.getValueAtPercentile(50)));
        fields.put("sync_together_us_p99", micros(syncTogether.getValueAtPercentile(99)));
        return fields;
    }

    /** Transfers a second if every node only checked each signature once, and what was reached as a part of that. */
    Map<String, Object> bound(int nodes, double reached) {
        Map<String, Object> fields = new LinkedHashMap<>();
        put(fields, "unknown_key", checks.unknown() / nodes, reached);
        put(fields, "known_key", checks.known() / nodes, reached);
        put(fields, "batched", checks.batched() / nodes, reached);
        return fields;
    }

    private static void put(Map<String, Object> fields, String name, double bound, double reached) {
        fields.put(name + "_tps", Math.round(bound));
        fields.put(name + "_ratio", Math.round(1000 * reached / bound) / 1000.0);
    }

    /**
     * What a lone transfer through {@code bft} cannot do without, in ms: {@value #HOPS} hops, the signatures of the leader
     * and two votes, those that its node must check (the transfer's, the proposal's, and those of other voters that make
     * both quorums), and {@value #SYNCS} syncs, one after another. Nothing in it overlaps.
     *
     * @param quorum how many votes make a certificate
     */
    Map<String, Object> lonePath(int quorum) {
        int checked = 2 + Math.max(0, quorum - 2) + (quorum - 1);
        double checkNanos = processors * 1e9 / checks.known();
        double hops = HOPS * loopback.getValueAtPercentile(50) / 2.0;
        double signatures = SIGNATURES * signNanos + checked * checkNanos;
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("hops", millis(hops));
        fields.put("signatures", millis(signatures));
        double syncs = SYNCS * (double) syncTogether.getValueAtPercentile(50);
        fields.put("syncs", millis(syncs));
        fields.put("p50", millis(hops + signatures + syncs));
        fields.put("mean", millis(hops + signatures + SYNCS * syncTogether.getMean()));
        return fields;
    }

    private static double micros(long nanos) {
        return Math.round(nanos / 100.0) / 10.0;
    }

    private static double millis(double nanos) {
        return Math.round(nanos / 1000) / 1000.0;
    }
}
