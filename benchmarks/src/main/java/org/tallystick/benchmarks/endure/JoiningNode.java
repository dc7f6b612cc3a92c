package org.tallystick.benchmarks.endure;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.tallystick.api.Health;
import org.tallystick.api.Ledger;

/** A node that begins with nothing, and says how far it has come. */
final class JoiningNode {
    private static final long SNAPSHOT_ABOVE = 1_000;

    private JoiningNode() {}

    /** Takes the directory, the number of validators, its own number, whether to fetch all blocks, and the others' addresses. */
    public static void main(String[] args) throws InterruptedException {
        Members members = new Members(Integer.parseInt(args[1]), 1);
        List<String> addresses = Arrays.asList(args).subList(4, args.length);
        Ledger node = members.builder(
                        Integer.parseInt(args[2]),
                        Path.of(args[0]),
                        addresses.stream().map(Members::addressOf).toList())
                .beginWithSnapshotAbove(Boolean.parseBoolean(args[3]) ? Long.MAX_VALUE : SNAPSHOT_ABOVE)
                .open();
        String last = "";
        while (!(node.health() instanceof Health.Closed)) {
            Health health = node.health();
            String phase = health instanceof Health.FetchingState state
                    ? "fetching the state after block " + state.height() + ", " + state.percent() / 20 * 20 + " %"
                    : health.getClass().getSimpleName();
            if (!phase.equals(last)) {
                System.out.println(phase);
                last = phase;
            }
            System.out.println("HEIGHT " + node.head().height());
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}
