package org.tallystick.p2p;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.function.Consumer;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.tallystick.crypto.PrivateKey;
import org.tallystick.crypto.SelfSignedCertificate;
import org.tallystick.model.Hash;
import org.tallystick.p2p.wire.Wire;

/** The other end of a connection, written without the transport, which can misbehave in every way. */
final class RawPeer implements AutoCloseable {
    private static final char[] PASSWORD = "irrelevant".toCharArray();

    private final SSLSocket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    private RawPeer(SSLSocket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        this.out = new DataOutputStream(socket.getOutputStream());
    }

    /** A frame as it was read. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares these
    record Frame(FrameType type, byte[] body) {
        Wire.Goodbye goodbye() throws IOException {
            return Wire.Goodbye.parseFrom(body);
        }

        GoodbyeCode code() throws IOException {
            return type == FrameType.GOODBYE ? GoodbyeCode.ofCode(goodbye().getCode()) : null;
        }
    }

    /** Connects and proves a node key. */
    static RawPeer connect(InetSocketAddress address, PrivateKey key) throws Exception {
        return connect(
                address, contextOf(SelfSignedCertificate.toJca(key), SelfSignedCertificate.of(key)), socket -> {});
    }

    /** Connects with any TLS client. */
    static RawPeer connect(InetSocketAddress address, SSLContext context, Consumer<SSLSocket> setup) throws Exception {
        Socket plain = new Socket();
        plain.setReceiveBufferSize(8 << 10); // so that one that does not read is noticed soon
        plain.connect(address);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, "peer", address.getPort(), true);
        setup.accept(socket);
        socket.setSoTimeout(20_000);
        socket.startHandshake();
        return new RawPeer(socket);
    }

    /** A client that shows the given certificates, which may be none. */
    static SSLContext contextOf(java.security.PrivateKey key, X509Certificate... chain) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        if (key != null) {
            store.setKeyEntry("node", key, PASSWORD, chain);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), new TrustManager[] {new TrustAll()}, null);
        return context;
    }

    /** The greeting that a node of the test chain expects. */
    static Wire.Hello.Builder hello(Hash chain) {
        return Wire.Hello.newBuilder()
                .setWireVersion(Handshake.WIRE_VERSION)
                .setProtocolVersion(1)
                .setChainId(ByteString.copyFrom(chain.toArray()))
                .setInstance(42);
    }

    /** Greets, and waits until the connection is up, whoever has the say. */
    RawPeer bringUp(Hash chain, boolean weDecide) throws IOException {
        send(FrameType.HELLO, hello(chain).build());
        expect(FrameType.HELLO);
        if (weDecide) {
            send(FrameType.READY, Wire.Ready.getDefaultInstance());
        } else {
            expect(FrameType.READY);
        }
        return this;
    }

    void send(FrameType type, MessageLite message) throws IOException {
        sendSegment(type.code(), message.toByteArray());
    }

    void sendSegment(int typeByte, byte[] body) throws IOException {
        ByteArrayOutputStream segment = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(segment);
        data.writeInt(body.length);
        data.writeByte(typeByte);
        data.write(body);
        sendBytes(segment.toByteArray());
    }

    /** Sends what the transport would send for a frame. */
    void send(OutFrame frame) throws IOException {
        byte[] body = new byte[frame.size()];
        System.arraycopy(frame.head(), 0, body, 0, frame.head().length);
        System.arraycopy(frame.payload(), 0, body, frame.head().length, frame.payload().length);
        sendSegment(frame.type().code(), body);
    }

    void sendBytes(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** The next frame of one segment; null at the end of the stream. */
    Frame read() throws IOException {
        try {
            int length = in.readInt();
            FrameType type = FrameType.ofCode(in.readUnsignedByte() & ~Segments.MORE);
            byte[] body = new byte[length];
            in.readFully(body);
            return new Frame(type, body);
        } catch (EOFException e) {
            return null;
        }
    }

    /** Reads until a frame of this type. */
    Frame expect(FrameType type) throws IOException {
        Frame frame = read();
        while (frame != null && frame.type() != type) {
            if (frame.type() == FrameType.GOODBYE) {
                throw new IOException("goodbye instead of " + type + ": " + frame.goodbye());
            }
            frame = read();
        }
        if (frame == null) {
            throw new IOException("the end instead of " + type);
        }
        return frame;
    }

    /** Reads until a frame of one of these types. */
    Frame expectAny(FrameType one, FrameType other) throws IOException {
        Frame frame = read();
        while (frame != null && frame.type() != one && frame.type() != other) {
            frame = read();
        }
        if (frame == null) {
            throw new IOException("the end instead of " + one + " or " + other);
        }
        return frame;
    }

    /** Reads until the goodbye, or the end; the code, or null. */
    GoodbyeCode readGoodbye() throws IOException {
        try {
            for (Frame frame = read(); frame != null; frame = read()) {
                if (frame.type() == FrameType.GOODBYE) {
                    return frame.code();
                }
            }
        } catch (javax.net.ssl.SSLException | java.net.SocketException e) {
            return null; // cut off
        }
        return null;
    }

    SSLSocket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static final class TrustAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
