package org.tallystick.examples.cluster;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tallystick.model.AccountId;
import org.tallystick.model.Hash;

/**
 * Holds every node to what the clients were told. It walks all blocks of this run on every node, and all accounts; it
 * compares each node with the first and with the coordinator's own book, which was kept from the answers alone.
 */
final class ClusterCheck {
    private static final int MAX_PROBLEMS = 20;
    private static final int BLOCKS_AT_ONCE = 500;

    private final Cluster cluster;
    private final TransferBook book;
    private final Hash asset;
    private final List<AccountId> accounts;
    private final long startHeight;

    private final List<String> problems = new ArrayList<>();
    private final List<Hash> hashes = new ArrayList<>();
    private final List<Hash> roots = new ArrayList<>();
    private boolean rootsEqual = true;
    private boolean balanceConserved = true;
    private long lost;
    private long duplicated;
    private long rejectedButFinal;
    private long transactions;
    private long resolved;

    /** The check begins with the block after {@code startHeight}, at which the book began. */
    ClusterCheck(Cluster cluster, TransferBook book, Hash asset, List<AccountId> accounts, long startHeight) {
        this.cluster = cluster;
        this.book = book;
        this.asset = asset;
        this.accounts = List.copyOf(accounts);
        this.startHeight = startHeight;
    }

    /**
     * Checks; nothing may be on its way any more.
     *
     * @param earlier problems that were found before
     */
    Verdict run(List<String> earlier) throws InterruptedException {
        problems.addAll(earlier);
        long height = cluster.height();
        for (NodeHandle node : cluster.nodes()) {
            try {
                checkHead(node, height);
                checkBlocks(node, height);
            } catch (ClusterException e) {
                rootsEqual = false;
                problem(e.getMessage());
            }
        }
        for (NodeHandle node : cluster.nodes()) {
            try {
                checkBalances(node, height);
            } catch (ClusterException e) {
                balanceConserved = false;
                problem(e.getMessage());
            }
        }
        return new Verdict(
                height,
                transactions,
                rootsEqual,
                lost,
                duplicated,
                rejectedButFinal,
                balanceConserved,
                resolved,
                problems);
    }

    private void checkHead(NodeHandle node, long height) {
        NodeReport report = node.report();
        if (report == null || !report.running() || report.height() != height) {
            rootsEqual = false;
            problem(node.name() + " is not in step: " + (report == null ? node.state() : report.health()));
        }
    }

    private void checkBlocks(NodeHandle node, long height) throws ClusterException, InterruptedException {
        boolean first = hashes.isEmpty();
        IdSet seen = new IdSet();
        Set<Hash> unclear = new HashSet<>();
        book.unclear().forEach(transfer -> unclear.add(transfer.id()));
        Hash parent = null;
        long count = 0;
        long next = startHeight;
        while (next <= height) {
            List<BlockSummary> blocks =
                    NodeQuestions.blocks(node, next, (int) Math.min(BLOCKS_AT_ONCE, height + 1 - next));
            if (blocks.isEmpty()) {
                rootsEqual = false;
                problem(node.name() + " has no block " + next);
                break;
            }
            for (BlockSummary block : blocks) {
                checkPlace(node, block, next, parent, first);
                parent = block.hash();
                if (next > startHeight) {
                    count += block.entries().size();
                    checkEntries(node, block, seen, first ? unclear : Set.of());
                }
                next++;
            }
        }
        int missing = seen.missing(book.acknowledgedIds());
        if (missing > 0) {
            problem(node.name() + " lacks " + missing + " acknowledged transfers");
        }
        lost = Math.max(lost, missing);
        transactions = first ? count : transactions;
    }

    private void checkPlace(NodeHandle node, BlockSummary block, long height, Hash parent, boolean first) {
        if (block.height() != height || (parent != null && !block.parent().equals(parent))) {
            rootsEqual = false;
            problem(node.name() + ": block " + block.height() + " does not stand upon block " + (height - 1));
        }
        if (first) {
            hashes.add(block.hash());
            roots.add(block.stateRoot());
            return;
        }
        int index = (int) (height - startHeight);
        if (index >= hashes.size()
                || !hashes.get(index).equals(block.hash())
                || !roots.get(index).equals(block.stateRoot())) {
            rootsEqual = false;
            problem(node.name() + " has another block or state root at height " + height + " than "
                    + cluster.nodes().get(0).name());
        }
    }

    private void checkEntries(NodeHandle node, BlockSummary block, IdSet seen, Set<Hash> unclear) {
        for (BlockSummary.Entry entry : block.entries()) {
            if (!seen.add(entry.id())) {
                duplicated++;
                problem(node.name() + " has transaction " + entry.id() + " twice");
            }
            if (book.rejectedIds().contains(entry.id())) {
                rejectedButFinal++;
                problem(node.name() + " has transaction " + entry.id() + ", which was reported as rejected");
            }
            if (unclear.contains(entry.id())) {
                resolve(entry);
            }
        }
    }

    /** Nobody could say what became of this one; the chain now does, so the balances follow. */
    private void resolve(BlockSummary.Entry entry) {
        resolved++;
        for (Transfer transfer : book.unclear()) {
            if (transfer.id().equals(entry.id()) && entry.succeeded()) {
                book.apply(transfer);
            }
        }
    }

    private void checkBalances(NodeHandle node, long height) throws ClusterException, InterruptedException {
        long[] expected = book.balances();
        long sum = 0;
        for (int from = 0; from < accounts.size(); from += ControlCodec.MAX_LIST) {
            int end = Math.min(accounts.size(), from + ControlCodec.MAX_LIST);
            ControlCodec.Balances balances = NodeQuestions.balances(node, asset, accounts.subList(from, end));
            for (int i = from; i < end; i++) {
                long amount = balances.amounts().get(i - from);
                sum += amount;
                if (amount != expected[i]) {
                    balanceConserved = false;
                    problem(node.name() + ": account " + i + " has " + amount + ", and should have " + expected[i]);
                }
            }
            if (balances.supply() != book.issued() || balances.height() != height) {
                balanceConserved = false;
                problem(node.name() + " says that " + balances.supply() + " were issued at height " + balances.height()
                        + ", and not " + book.issued() + " at " + height);
            }
        }
        if (sum != book.issued()) {
            balanceConserved = false;
            problem(node.name() + ": the balances add up to " + sum + ", and not to " + book.issued());
        }
    }

    private void problem(String text) {
        if (problems.size() < MAX_PROBLEMS) {
            problems.add(text);
        }
    }
}
