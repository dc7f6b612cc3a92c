package org.tallystick.p2p;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last refusals, for people. Logs a refusal once, and again only when its reason changes. For any thread. */
final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
    private static final int KEPT = 64;
    private static final int MAX_LOGGED = 256;

    private final Object lock = new Object();
    private final Deque<Refusal> last = new ArrayDeque<>(); // guarded by lock
    private final Map<String, GoodbyeCode> logged = new LinkedHashMap<>() { // guarded by lock
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, GoodbyeCode> eldest) {
                    return size() > MAX_LOGGED;
                }
            };

    void note(Connection connection, Ending ending, long nowMillis) {
        Refusal refusal = new Refusal(
                nowMillis,
                connection.address(),
                Optional.ofNullable(connection.peer()),
                ending.byUs(),
                ending.code(),
                ending.text());
        boolean first;
        synchronized (lock) {
            if (last.size() == KEPT) {
                last.removeFirst();
            }
            last.addLast(refusal);
            String who = refusal.peer()
                    .map(Object::toString)
                    .orElse(connection.remote().getAddress().getHostAddress());
            first = logged.put(who, refusal.code()) != refusal.code();
        }
        String format = refusal.byUs() ? "refused {} at {}: {}, {}" : "refused by {} at {}: {}, {}";
        String peer = refusal.peer().map(id -> id.shortHex()).orElse("a node that did not prove its id");
        if (first) {
            LOG.warn(format, peer, refusal.address(), refusal.code(), refusal.text());
        } else {
            LOG.debug(format, peer, refusal.address(), refusal.code(), refusal.text());
        }
    }

    List<Refusal> list() {
        synchronized (lock) {
            return List.copyOf(last);
        }
    }
}
