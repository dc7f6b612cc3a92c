package org.tallystick.examples.cluster;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tallystick.codec.MalformedException;

/** The coordinator's connection to the control server of one node process. Safe for use by several threads. */
final class NodeLink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeLink.class);
    private static final int MAX_WAITING = 64 << 20;

    /** Numbers of questions start here; those of transfers stay below. */
    private static final long FIRST_QUESTION = 1L << 62;

    /** Hears what a node says about submitted transactions. All calls of one link come from its reading thread. */
    interface Listener {
        /** An answer to a submission has come. */
        void onAnswer(NodeLink link, long number, Answer answer);

        /** No more answers are there to be read for now: the moment to write what they led to. */
        void onPause(NodeLink link);

        /** The connection has ended; nothing more comes from it. */
        void onClosed(NodeLink link);
    }

    private final int node;
    private final Listener listener;
    private final Socket socket = new Socket();
    private final FrameBuffer requests = new FrameBuffer(MAX_WAITING);
    private final Map<Long, CompletableFuture<byte[]>> questions = new ConcurrentHashMap<>();
    private final AtomicLong questionNumbers = new AtomicLong(FIRST_QUESTION);
    private final AtomicBoolean closed = new AtomicBoolean();

    NodeLink(int node, Listener listener) {
        this.node = node;
        this.listener = listener;
    }

    /** Connects and starts to read. */
    void connect(int port) throws IOException {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
        socket.setTcpNoDelay(true);
        Thread reader = new Thread(this::read, "link-" + node);
        reader.setDaemon(true);
        reader.start();
    }

    /** The index of the node. */
    int node() {
        return node;
    }

    /** Adds a submission to what the next {@link #flush} sends; false when the connection has ended. */
    boolean submit(Transfer transfer) {
        return requests.add(ControlKind.SUBMIT, transfer.number(), transfer.encoded());
    }

    /** Writes what has been added. */
    void flush() {
        try {
            requests.writeTo(socket.getOutputStream());
        } catch (IOException e) {
            close();
        }
    }

    /** Asks something else; the future fails when the node cannot answer or the connection ends. */
    CompletableFuture<byte[]> ask(ControlKind kind, byte[] payload) {
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        long number = questionNumbers.incrementAndGet();
        questions.put(number, answer);
        if (requests.add(kind, number, payload)) {
            flush();
        }
        if (closed.get()) {
            failQuestions();
        }
        return answer;
    }

    private void read() {
        try {
            BufferedInputStream buffered = new BufferedInputStream(socket.getInputStream(), 64 << 10);
            DataInputStream in = new DataInputStream(buffered);
            for (ControlFrame frame = ControlFrame.read(in); frame != null; frame = ControlFrame.read(in)) {
                dispatch(frame);
                if (buffered.available() < ControlFrame.HEADER) {
                    listener.onPause(this);
                }
            }
        } catch (IOException | MalformedException e) {
            LOG.debug("the connection to node {} ended: {}", node, e.toString());
        } finally {
            close();
            listener.onClosed(this);
        }
    }

    private void dispatch(ControlFrame frame) throws MalformedException {
        if (frame.number() >= FIRST_QUESTION) {
            CompletableFuture<byte[]> question = questions.remove(frame.number());
            if (question == null) {
                return;
            }
            if (frame.kind() == ControlKind.ERROR) {
                question.completeExceptionally(new IOException("node: " + ControlCodec.text(frame.payload())));
            } else {
                question.complete(frame.payload());
            }
        } else if (frame.kind() == ControlKind.ERROR) {
            listener.onAnswer(this, frame.number(), new Answer.Indeterminate(ControlCodec.text(frame.payload())));
        } else {
            listener.onAnswer(this, frame.number(), ControlCodec.answer(frame.payload()));
        }
    }

    private void failQuestions() {
        for (Long number : List.copyOf(questions.keySet())) {
            CompletableFuture<byte[]> question = questions.remove(number);
            if (question != null) {
                question.completeExceptionally(new IOException("the connection to the node has ended"));
            }
        }
    }

    boolean isOpen() {
        return !closed.get();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            requests.close();
            try {
                socket.close();
            } catch (IOException e) {
                LOG.debug("closing the connection to node {}", node, e);
            }
            failQuestions();
        }
    }
}
