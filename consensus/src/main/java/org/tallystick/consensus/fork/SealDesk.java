package org.tallystick.consensus.fork;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.tallystick.crypto.SignatureCheck;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.spi.consensus.Effect;

/** Has seals checked before anything is kept; so many at a time of each deliverer, and more are dropped. */
final class SealDesk {
    private record Open(SealedBlock block, NodeId from, Consumer<Boolean> done) {}

    private final ForkRules rules;
    private final ForkOutbox out;
    private final Map<Long, Open> open = new HashMap<>();
    private final Map<NodeId, Integer> running = new HashMap<>();
    private final Set<List<Object>> under = new HashSet<>(); // block and seal being checked; asked only
    private long nextRequest = 1;

    SealDesk(ForkRules rules, ForkOutbox out) {
        this.rules = rules;
        this.out = out;
    }

    /** Whether the seal is good goes to {@code done}, now or later, or never when there is too much to check. */
    void check(SealedBlock block, NodeId from, Consumer<Boolean> done) {
        Hash hash = block.hash();
        if (!rules.isPlausible(block.header(), hash, block.seal())) {
            return;
        }
        Optional<SignatureCheck> seal = rules.sealCheck(block.header(), hash, block.seal());
        if (seal.isEmpty()) {
            done.accept(true);
            return;
        }
        int mine = running.getOrDefault(from, 0);
        if (mine >= ForkLimits.MAX_CHECKS_OF_PEER
                || running.size() >= ForkLimits.MAX_DELIVERERS
                || !under.add(List.of(hash, block.seal(), from))) {
            return;
        }
        running.put(from, mine + 1);
        long request = nextRequest++;
        open.put(request, new Open(block, from, done));
        out.emit(new Effect.Verify(request, List.of(seal.get())));
    }

    void answered(long request, boolean good) {
        Open answered = open.remove(request);
        if (answered != null) {
            under.remove(List.of(answered.block().hash(), answered.block().seal(), answered.from()));
            running.computeIfPresent(answered.from(), (node, count) -> count == 1 ? null : count - 1);
            answered.done().accept(good);
        }
    }
}
