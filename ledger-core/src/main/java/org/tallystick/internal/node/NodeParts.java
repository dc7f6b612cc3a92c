package org.tallystick.internal.node;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.tallystick.api.LedgerClosedException;
import org.tallystick.crypto.Signer;
import org.tallystick.internal.chain.FinalChain;
import org.tallystick.internal.execution.BlockState;
import org.tallystick.internal.mempool.Mempool;
import org.tallystick.internal.sync.BlockServer;
import org.tallystick.model.Genesis;
import org.tallystick.model.NodeId;
import org.tallystick.model.Validator;
import org.tallystick.model.ValidatorSet;
import org.tallystick.spi.runtime.NodeRuntime;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.transport.MessageKind;
import org.tallystick.spi.transport.PeerInfo;

/** The parts of a running node, and what has to be done with all of them together. */
record NodeParts(
        Genesis genesis,
        NodeId self,
        List<Signer> signers,
        LifeCycle lifeCycle,
        NodeRuntime runtime,
        LedgerStore store,
        FinalChain chain,
        Mempool mempool,
        Submissions submissions,
        Intake intake,
        Queries queries,
        Backups backups,
        Pauses pauses,
        Subscriptions subscriptions,
        HealthMonitor health,
        Outlet outlet,
        EvidenceKeeper evidence,
        Recoverer recoverer,
        Repairer repairer,
        StatusTeller statusTeller,
        CountDownLatch closed) {

    /** Tells peers the node's height, at most once a round, and only after it has changed. */
    static final class StatusTeller {
        private final FinalChain chain;
        private final Outlet outlet;
        private long told;

        StatusTeller(FinalChain chain, Outlet outlet) {
            this.chain = chain;
            this.outlet = outlet;
            this.told = chain.head().height();
        }

        synchronized void tell() {
            BlockState head = chain.head();
            if (head.height() != told) {
                told = head.height();
                byte[] status = BlockServer.statusOf(head);
                for (PeerInfo peer : outlet.peers()) {
                    outlet.send(peer.id(), MessageKind.STATUS, status);
                }
            }
        }
    }

    /** What is due now and then. */
    void takeCare() {
        if (!lifeCycle.isAlive()) {
            return;
        }
        long now = runtime.wallClockMillis();
        if (!mempool.dropExpired(now).isEmpty()) {
            intake.tellWork();
        }
        if (!submissions.isEmpty()) {
            submissions.expire(now);
        }
        statusTeller.tell();
        ValidatorSet validators = chain.head().outlook().config().validators();
        if (mempool.size() == 0) {
            intake.remind(List.of()); // nearly always so, and then not worth a look at who validates
        } else if (validators.indexOf(self).isEmpty()) {
            intake.remind(validators.validators().stream().map(Validator::node).toList());
        }
    }

    /** Ends everything, in the order in which nothing can reach what is gone. */
    void close() {
        try {
            lifeCycle.close();
            subscriptions.close();
            outlet.close();
        } finally {
            stopThreads();
        }
    }

    private void stopThreads() {
        try {
            runtime.close();
        } finally {
            releaseStore();
        }
    }

    private void releaseStore() {
        try {
            submissions.close("the node was closed before the outcome was known");
            queries.close();
            backups.close();
            repairer.close(new LedgerClosedException());
            pauses.close();
            store.close();
        } finally {
            closed.countDown();
        }
    }

    /** Waits for another thread's {@link #close()}; a thread of the node itself does not, as it is waited for. */
    void awaitClosed() {
        if (Thread.currentThread().getName().startsWith(NodeAssembly.threadPrefix(self))) {
            return;
        }
        boolean interrupted = false;
        while (closed.getCount() > 0) {
            try {
                closed.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
