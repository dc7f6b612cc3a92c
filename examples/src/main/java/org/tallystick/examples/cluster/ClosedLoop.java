package org.tallystick.examples.cluster;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * A number of clients, each of which waits until its transfer is final before it submits the next. Each has accounts and a
 * node of its own. It signs its next transfer while the present one is on its way, as a client does that has work waiting.
 */
final class ClosedLoop implements Load, TransferDesk.EndListener {
    private final TransferDesk desk;
    private final TransferFactory factory;
    private final List<LoadAccount> accounts;
    private final RandomGenerator random;
    private final List<Client> clients = new ArrayList<>();
    private final Map<Slot, Client> owners = new ConcurrentHashMap<>();
    private final ThreadLocal<Deque<Client>> waiting = ThreadLocal.withInitial(ArrayDeque::new);
    private volatile boolean running;

    /** With one slot for each account; they are shared out among the clients. */
    ClosedLoop(
            int clientCount,
            int nodeCount,
            List<Slot> slots,
            TransferDesk desk,
            TransferFactory factory,
            List<LoadAccount> accounts,
            RandomGenerator random) {
        this.desk = desk;
        this.factory = factory;
        this.accounts = accounts;
        this.random = random;
        for (int i = 0; i < clientCount; i++) {
            clients.add(new Client(i % nodeCount));
        }
        for (int i = 0; i < slots.size(); i++) {
            Client owner = clients.get(i % clientCount);
            owner.slots.add(slots.get(i));
            owners.put(slots.get(i), owner);
        }
    }

    @Override
    public void start() {
        running = true;
        desk.listener(this);
        for (Client client : clients) {
            client.submitNext();
        }
        desk.flush();
        clients.forEach(Client::prepare);
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public void onEnd(Transfer transfer, boolean usedSequence) {
        Client client = owners.get(transfer.slot());
        client.ended(transfer, usedSequence);
        if (running) {
            client.submitNext();
            waiting.get().add(client);
        }
    }

    /** All that became possible has been submitted: send it, and then sign what comes next. */
    @Override
    public void onPause() {
        Deque<Client> toPrepare = waiting.get();
        if (!toPrepare.isEmpty()) {
            desk.flush();
            for (Client client = toPrepare.poll(); client != null; client = toPrepare.poll()) {
                client.prepare();
            }
        }
    }

    private LoadAccount anyAccountBut(LoadAccount other) {
        int index;
        synchronized (random) {
            index = random.nextInt(accounts.size() - 1);
        }
        return accounts.get(index < other.index() ? index : index + 1);
    }

    /** One client. */
    private final class Client {
        private final int node;
        private final List<Slot> slots = new ArrayList<>();
        private int turn;
        private Transfer prepared;

        Client(int node) {
            this.node = node;
        }

        synchronized void submitNext() {
            Transfer next = prepared == null ? sign() : prepared;
            prepared = null;
            desk.submit(next, node, System.nanoTime());
        }

        /** Signs the next transfer, unless it is of the very account whose transfer is on its way. */
        synchronized void prepare() {
            if (prepared == null && slots.size() > 1) {
                prepared = sign();
            }
        }

        synchronized void ended(Transfer transfer, boolean usedSequence) {
            if (usedSequence) {
                transfer.slot().used();
            }
        }

        private Transfer sign() {
            Slot slot = slots.get(turn);
            turn = (turn + 1) % slots.size();
            return factory.transfer(slot, anyAccountBut(slot.account()), 1);
        }
    }
}
