package org.tallystick.internal.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tallystick.codec.GenesisCodec;
import org.tallystick.codec.MalformedException;
import org.tallystick.internal.chain.FinalChain;
import org.tallystick.model.Bytes;
import org.tallystick.model.NodeId;
import org.tallystick.spi.runtime.NodeRuntime;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.testkit.MockSigner;
import org.tallystick.testkit.store.ChainWorkload;
import org.tallystick.testkit.store.InMemoryStorage;

class BlockServerTest {
    private static final NodeId PEER = new NodeId(MockSigner.numbered(3).publicKey());
    private static final NodeId OTHER = new NodeId(MockSigner.numbered(4).publicKey());

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<Long> answered = new ArrayList<>();
    private LedgerStore store;
    private BlockServer server;

    @BeforeEach
    void open() {
        store = new InMemoryStorage().open(GenesisCodec.chainId(ChainWorkload.genesis()), 1);
        FinalChain chain = FinalChain.open(store, ChainWorkload.genesis());
        while (chain.head().height() < 10) {
            chain.extend(ChainWorkload.next(chain.head()), Bytes.utf8("proof"));
        }
        Executor queue = tasks::add;
        NodeRuntime runtime = (NodeRuntime) Proxy.newProxyInstance(
                BlockServerTest.class.getClassLoader(),
                new Class<?>[] {NodeRuntime.class},
                (proxy, method, values) -> switch (method.getName()) {
                    case "serial" -> queue;
                    case "nanoTime" -> 0L;
                    default -> throw new AssertionError(method);
                });
        server = new BlockServer(
                runtime, chain, (peer, answer) -> answered.add(idOf(answer)), (peer, reason) -> {}, height -> {});
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static long idOf(byte[] answer) {
        try {
            return ((SyncCodec.BlocksMessage) SyncCodec.readAnswer(answer)).id();
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    private void serve() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    @Test
    void peerThatCatchesUpAndRepairsBesideItIsAnsweredBoth() {
        server.request(PEER, SyncCodec.request(1, 1, 5));
        server.request(PEER, SyncCodec.requestWithReceipts(2, 3, 1));
        serve();
        assertThat(answered).containsExactly(1L, 2L);
    }

    @Test
    void whatAPeerAsksBeyondThatIsDroppedAndOthersAreServed() {
        for (long id = 1; id <= 100; id++) {
            server.request(PEER, SyncCodec.request(id, 1, 5));
        }
        server.request(OTHER, SyncCodec.request(101, 1, 5));
        assertThat(tasks).hasSize(3);
        serve();
        assertThat(answered).containsExactly(1L, 2L, 101L);
        server.request(PEER, SyncCodec.request(102, 1, 5));
        server.request(PEER, SyncCodec.request(103, 1, 5));
        serve();
        assertThat(answered).endsWith(102L, 103L);
    }
}
