package org.tallystick.p2p;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.tallystick.model.Hash;
import org.tallystick.p2p.wire.Wire;
import org.tallystick.spi.transport.Topic;

/**
 * What it costs to see that an item is there already, when the cache is full: announcements of 1,024 ids at once, ids a
 * second on one thread. The limit is looking them up in a set.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class GossipBenchmark {
    private static final int ITEMS = 65_536;
    private static final int PEERS = 16;

    private final ItemCache cache = new ItemCache(ITEMS, 1);
    private final Set<Hash> set = new HashSet<>();
    private final List<Hash> ids = new ArrayList<>();
    private final List<ByteBuf> announcements = new ArrayList<>();
    private int next;

    /** Fills the cache and makes announcements of what is in it. */
    @Setup
    public void prepare() {
        Random random = new Random(2);
        for (int i = 0; i < ITEMS; i++) {
            byte[] id = new byte[Hash.SIZE];
            random.nextBytes(id);
            ids.add(Hash.of(id));
            cache.note(ids.get(i));
            set.add(ids.get(i));
        }
        for (int from = 0; from < ITEMS; from += Frames.MAX_IDS) {
            Wire.Ids message = Wire.Ids.newBuilder()
                    .setTopic(1)
                    .setIds(com.google.protobuf.ByteString.copyFrom(joined(from)))
                    .build();
            announcements.add(Unpooled.wrappedBuffer(message.toByteArray()));
        }
    }

    private byte[] joined(int from) {
        byte[] joined = new byte[Frames.MAX_IDS * Hash.SIZE];
        for (int i = 0; i < Frames.MAX_IDS; i++) {
            ids.get(from + i).copyTo(joined, i * Hash.SIZE);
        }
        return joined;
    }

    private int next() {
        next = next + 1 < announcements.size() ? next + 1 : 0;
        return next;
    }

    /** Looks up ids that are at hand. */
    @Benchmark
    @OperationsPerInvocation(1024)
    public int rawSet() {
        int from = next() * Frames.MAX_IDS;
        int known = 0;
        for (int i = from; i < from + Frames.MAX_IDS; i++) {
            known += set.contains(ids.get(i)) ? 1 : 0;
        }
        return known;
    }

    /** Reads an announcement and notes who has what. */
    @Benchmark
    @OperationsPerInvocation(1024)
    public int knownAnnouncement() throws ProtocolViolation {
        Wire.Ids message =
                Frames.read(Wire.Ids.parser(), announcements.get(next()).duplicate());
        if (Frames.readTopic(message) != Topic.TRANSACTIONS) {
            throw new IllegalStateException("another topic");
        }
        int known = 0;
        for (Hash id : Frames.readIds(message)) {
            ItemCache.Item item = cache.get(id);
            item.known.set(next % PEERS);
            known++;
        }
        return known;
    }

    /** Notes an id that is new, so that the oldest makes way. */
    @Benchmark
    public ItemCache.Item newItem() {
        next++;
        byte[] id = new byte[Hash.SIZE];
        for (int i = 0; i < 4; i++) {
            id[i] = (byte) (next >>> (8 * i));
        }
        return cache.note(Hash.of(id));
    }
}
