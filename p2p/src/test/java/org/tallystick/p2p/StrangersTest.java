package org.tallystick.p2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tallystick.crypto.SelfSignedCertificate;
import org.tallystick.testkit.net.TestNode;

/** What does not speak the protocol is cut off, costs little, and disturbs nobody. */
@Timeout(60)
class StrangersTest extends TransportTestBase {
    private TestNode node;

    @BeforeEach
    void startNode() {
        node = start(
                1,
                timed(t -> t.withHandshake(Duration.ofSeconds(1), Duration.ofMillis(1_500)))
                        .limits(TransportLimits.DEFAULT.withMaxHandshakes(20, 8)));
    }

    @AfterEach
    void aFriendIsStillWelcome() {
        TestNode friend = start(9, transport(node));
        awaitConnected(node, friend);
        assertThat(node.listener().connected()).containsExactly(friend.id());
    }

    @Test
    void plainTextIsCutOff() throws Exception {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), addressOf(node).getPort())) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertCutOff(socket);
        }
        await("the reason", () -> refused(node, true, GoodbyeCode.HANDSHAKE_FAILED));
    }

    @Test
    void noiseIsCutOff() throws Exception {
        for (int seed = 0; seed < 5; seed++) {
            byte[] noise = new byte[20_000];
            new Random(seed).nextBytes(noise);
            try (Socket socket =
                    new Socket(InetAddress.getLoopbackAddress(), addressOf(node).getPort())) {
                writeAsFarAsPossible(socket, noise);
                assertCutOff(socket);
            }
        }
    }

    @Test
    void silenceIsCutOff() throws Exception {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), addressOf(node).getPort())) {
            assertCutOff(socket);
        }
        await("the reason", () -> refused(node, true, GoodbyeCode.HANDSHAKE_FAILED));
    }

    @Test
    void endlessTlsHandshakesAreCutOffAfter64KiB() throws Exception {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), addressOf(node).getPort())) {
            // A handshake record that is the first part of a client hello of 16 MiB, then more of the same.
            byte[] record = new byte[5 + 16_384];
            record[0] = 22;
            record[1] = 3;
            record[2] = 1;
            record[3] = 0x40;
            record[5] = 1;
            record[6] = (byte) 0xff;
            for (int i = 0; i < 20; i++) {
                writeAsFarAsPossible(socket, record);
            }
            assertCutOff(socket);
        }
    }

    @Test
    void anOlderTlsIsRefused() throws Exception {
        SSLContext context = RawPeer.contextOf(SelfSignedCertificate.toJca(key(2)), SelfSignedCertificate.of(key(2)));
        assertThatThrownBy(() -> RawPeer.connect(
                        addressOf(node), context, socket -> socket.setEnabledProtocols(new String[] {"TLSv1.2"})))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aClientWithoutACertificateIsRefused() throws Exception {
        assertRefused(RawPeer.contextOf(null));
    }

    @Test
    void aClientWithAnotherKindOfKeyIsRefused() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("EC").generateKeyPair();
        assertRefused(RawPeer.contextOf(pair.getPrivate(), ForeignCertificate.of(pair)));
    }

    @Test
    void aChainOfCertificatesIsRefused() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("EC").generateKeyPair();
        X509Certificate issuer = ForeignCertificate.of(pair);
        X509Certificate leaf = ForeignCertificate.ofNodeKey(key(2), pair);
        assertRefused(RawPeer.contextOf(SelfSignedCertificate.toJca(key(2)), leaf, issuer));
    }

    @Test
    void connectionsThatDoNothingAreLimitedForEachAddress() throws Exception {
        List<Socket> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                idle.add(new Socket(
                        InetAddress.getLoopbackAddress(), addressOf(node).getPort()));
            }
            try (Socket oneMore =
                    new Socket(InetAddress.getLoopbackAddress(), addressOf(node).getPort())) {
                assertCutOff(oneMore);
            }
        } finally {
            for (Socket socket : idle) {
                assertCutOff(socket); // in the end, these as well
                socket.close();
            }
        }
    }

    private void assertRefused(SSLContext context) throws Exception {
        // In TLS 1.3 a client may believe that all is well until it reads.
        assertThatThrownBy(() -> {
                    try (RawPeer peer = RawPeer.connect(addressOf(node), context, socket -> {})) {
                        peer.expect(FrameType.HELLO);
                    }
                })
                .isInstanceOf(IOException.class);
        await("the reason", () -> refused(node, true, GoodbyeCode.HANDSHAKE_FAILED));
    }

    private static void writeAsFarAsPossible(Socket socket, byte[] bytes) throws IOException {
        try {
            socket.getOutputStream().write(bytes);
        } catch (java.net.SocketException e) {
            assertThat(e).isNotNull(); // cut off already, which is what the caller checks
        }
    }

    private static void assertCutOff(Socket socket) throws IOException {
        socket.setSoTimeout(20_000);
        try {
            InputStream in = socket.getInputStream();
            while (in.read() >= 0) {
                // an alert, perhaps
            }
        } catch (java.net.SocketException e) {
            assertThat(e.getMessage()).containsIgnoringCase("reset");
        }
    }
}
