package org.tallystick.testkit.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.tallystick.model.AccountId;

/** Clients that transfer tokens between some accounts, each over several lanes, through whichever node is up. */
public final class SimWorkload {
    private final List<SimClient> clients = new ArrayList<>();
    private final List<AccountId> accounts;
    private final List<SimRogue> rogues = new ArrayList<>();

    /**
     * Clients that have not begun.
     *
     * @param accountCount number of accounts, each with an asset of its own
     * @param lanes number of lanes of each
     * @param pause the longest time between an answer and the next transaction, in nanoseconds
     */
    public SimWorkload(SimCluster cluster, int accountCount, int lanes, long pause, long seed) {
        SplittableRandom chance = new SplittableRandom(seed);
        accounts = IntStream.range(0, accountCount)
                .mapToObj(index -> SimClient.accountId(cluster.crypto().account(index)))
                .toList();
        for (int index = 0; index < accountCount; index++) {
            for (int lane = 0; lane < lanes; lane++) {
                clients.add(new SimClient(cluster, accounts, index, lane, chance.nextLong(), pause));
            }
        }
    }

    /** Adds a client that keeps no rules, with an account of its own. */
    public void addRogue(SimCluster cluster, long pause, long seed) {
        rogues.add(new SimRogue(cluster, accounts.size() + rogues.size(), seed, pause));
    }

    /** Lets all clients begin. */
    public void begin() {
        clients.forEach(SimClient::begin);
        rogues.forEach(SimRogue::begin);
    }

    /** From now on clients pause up to this long, or as long as before if that was longer; in nanoseconds. */
    public void slowDown(long nanos) {
        clients.forEach(client -> client.slowDown(nanos));
    }

    /** No client waits any longer before its next transaction. */
    public void hurry() {
        clients.forEach(SimClient::hurry);
    }

    /** Every client hands something in now. */
    void insist() {
        clients.forEach(SimClient::insist);
    }

    /** Those who keep no rules stop. */
    void stopRogues() {
        rogues.forEach(SimRogue::stop);
    }

    /** No client makes another transaction; what is under way is brought to its end. */
    public void stop() {
        clients.forEach(SimClient::stop);
        rogues.forEach(SimRogue::stop);
    }

    /** The clients go on. */
    public void resume() {
        clients.forEach(SimClient::resume);
    }

    /** Whether every transaction made so far has a known outcome. */
    public boolean isIdle() {
        return clients.stream().allMatch(SimClient::isIdle);
    }

    /** How many transactions are known to be in the ledger. */
    public long settled() {
        return clients.stream().mapToLong(client -> client.settled().size()).sum();
    }

    List<AccountId> accounts() {
        return accounts;
    }

    List<SimClient> clients() {
        return clients;
    }
}
