package org.tallystick.internal.compact;

import java.util.ArrayList;
import java.util.List;
import org.tallystick.codec.CanonicalReader;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.MalformedException;
import org.tallystick.internal.compact.CompactSender.Kind;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.Parameters;
import org.tallystick.spi.transport.MessageKind;

/** The encodings of what goes from node to node as a consensus message; the first byte is a {@link Kind}. */
final class Wire {
    private static final int BY_HASH = 0;
    private static final int INLINE = 1;
    private static final int MOST = MessageKind.CONSENSUS.maxBytes();

    /** Of transactions; without it a message of empty ones would grow tenfold when it is read. */
    private static final int MOST_TRANSACTIONS = Parameters.MAX_BLOCK_TRANSACTIONS;

    /** A transaction of a block: its bytes, or else the leaf hash of them. */
    record Part(Hash leaf, Bytes bytes) {
        boolean isReference() {
            return bytes == null;
        }
    }

    /**
     * An engine's message in parts.
     *
     * @param number given by the sender, who knows the block by it
     * @param place where in the message the body begins
     * @param parts the transactions of the body, in order
     * @param rest the message without the body
     */
    record Compact(long number, int place, List<Part> parts, Bytes rest) {}

    /**
     * Asks for transactions.
     *
     * @param indices of transactions in the block, ascending
     */
    record Want(long number, List<Integer> indices) {}

    /** The transactions that were asked for, in the order asked for. */
    record Fill(long number, List<Bytes> transactions) {}

    private Wire() {}

    static byte[] encode(Compact compact) {
        int size = 64 + compact.rest().size();
        for (Part part : compact.parts()) {
            size += part.isReference() ? 1 + Hash.SIZE : 5 + part.bytes().size();
        }
        CanonicalWriter out = new CanonicalWriter(size)
                .u8(Kind.COMPACT.ordinal())
                .u64(compact.number())
                .u32(compact.place())
                .u32(compact.parts().size());
        for (Part part : compact.parts()) {
            if (part.isReference()) {
                out.u8(BY_HASH).hash(part.leaf());
            } else {
                out.u8(INLINE).bytes32(part.bytes());
            }
        }
        return out.bytes32(compact.rest()).toArray();
    }

    static Compact decodeCompact(byte[] payload) throws MalformedException {
        CanonicalReader in = open(payload);
        long number = in.u64("number of the message");
        int place = in.u32("place of the body", MOST);
        int count = in.u32("number of transactions", Math.min(MOST_TRANSACTIONS, payload.length / 5));
        List<Part> parts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int kind = in.u8("kind of part");
            if (kind == BY_HASH) {
                parts.add(new Part(in.hash("leaf hash"), null));
            } else if (kind == INLINE) {
                parts.add(new Part(null, in.bytes32("transaction", MOST)));
            } else {
                throw new MalformedException("kind of part is 0 or 1, not " + kind);
            }
        }
        Bytes rest = in.bytes32("rest of the message", MOST);
        in.end("compact message");
        if (place > rest.size()) {
            throw new MalformedException("the body begins at " + place + " of " + rest.size() + " bytes");
        }
        return new Compact(number, place, parts, rest);
    }

    static byte[] encode(Want want) {
        CanonicalWriter out = new CanonicalWriter(16 + 4 * want.indices().size())
                .u8(Kind.WANT.ordinal())
                .u64(want.number())
                .u32(want.indices().size());
        want.indices().forEach(out::u32);
        return out.toArray();
    }

    static Want decodeWant(byte[] payload) throws MalformedException {
        CanonicalReader in = open(payload);
        long number = in.u64("number of the message");
        int count = in.u32("number of transactions", Math.min(MOST_TRANSACTIONS, payload.length / 4));
        List<Integer> indices = new ArrayList<>(count);
        int least = 0;
        for (int i = 0; i < count; i++) {
            int index = in.u32("index", MOST);
            if (index < least) {
                throw new MalformedException("indices ascend, but " + index + " follows " + (least - 1));
            }
            least = index + 1;
            indices.add(index);
        }
        in.end("request for transactions");
        return new Want(number, indices);
    }

    static byte[] encode(Fill fill) {
        int size = 16;
        for (Bytes transaction : fill.transactions()) {
            size += 4 + transaction.size();
        }
        CanonicalWriter out = new CanonicalWriter(size)
                .u8(Kind.FILL.ordinal())
                .u64(fill.number())
                .u32(fill.transactions().size());
        fill.transactions().forEach(out::bytes32);
        return out.toArray();
    }

    static Fill decodeFill(byte[] payload) throws MalformedException {
        CanonicalReader in = open(payload);
        long number = in.u64("number of the message");
        int count = in.u32("number of transactions", Math.min(MOST_TRANSACTIONS, payload.length / 4));
        List<Bytes> transactions = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            transactions.add(in.bytes32("transaction", MOST));
        }
        in.end("transactions");
        return new Fill(number, transactions);
    }

    private static CanonicalReader open(byte[] payload) throws MalformedException {
        CanonicalReader in = CanonicalReader.sharing(Bytes.wrap(payload));
        in.u8("kind of message");
        return in;
    }
}
