package org.tallystick.p2p;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.tallystick.spi.transport.Transport;
import org.tallystick.testkit.net.AbstractTransportContractTest;
import org.tallystick.testkit.net.TestNode;

/** Holds the transport to its contract, over real sockets. */
@Timeout(60)
class NettyTransportTest extends AbstractTransportContractTest {
    static final TransportTimings FAST =
            TransportTimings.DEFAULT.withRetry(Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofMillis(200));

    @Override
    protected Transport transport(List<TestNode> connectTo) {
        return NettyTransport.listen("127.0.0.1", 0).timings(FAST).bootstrap(addresses(connectTo));
    }

    @Override
    protected Transport sameAddress(TestNode closed, List<TestNode> connectTo) {
        return NettyTransport.listen(addressOf(closed)).timings(FAST).bootstrap(addresses(connectTo));
    }

    static List<InetSocketAddress> addresses(List<TestNode> nodes) {
        return nodes.stream().map(NettyTransportTest::addressOf).toList();
    }

    static InetSocketAddress addressOf(TestNode node) {
        String[] parts = node.network().listenAddress().split(":");
        return new InetSocketAddress(parts[0], Integer.parseInt(parts[1]));
    }
}
