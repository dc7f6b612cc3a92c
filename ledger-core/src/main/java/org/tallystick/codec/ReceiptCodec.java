package org.tallystick.codec;

import java.util.ArrayList;
import java.util.List;
import org.tallystick.crypto.MerkleTree;
import org.tallystick.model.Bytes;
import org.tallystick.model.ContractEvent;
import org.tallystick.model.ContractId;
import org.tallystick.model.Hash;
import org.tallystick.model.Outcome;
import org.tallystick.model.Receipt;

/** The one encoding of receipts, over which a header's receipt root is taken. */
public final class ReceiptCodec {
    /** The most bytes of an encoded receipt. */
    public static final int MAX_BYTES = 512 << 10;

    /** The most receipts in one list: as many as a block may have transactions. */
    public static final int MAX_RECEIPTS = 100_000;

    /** What a receipt of a transfer takes, about. */
    static final int EXPECTED = 256;

    private static final int VERSION = 1;
    private static final int SUCCEEDED = 1;
    private static final int REFUSED = 2;
    private static final int FAILED = 3;
    private static final int MAX_NAME = 64;

    private ReceiptCodec() {}

    /** Encodes a receipt. */
    public static Bytes encode(Receipt receipt) {
        CanonicalWriter out = new CanonicalWriter(EXPECTED);
        write(receipt, out);
        return out.toBytes();
    }

    static void write(Receipt receipt, CanonicalWriter out) {
        out.u8(VERSION).hash(receipt.transactionId()).u64(receipt.height()).u32(receipt.index());
        writeOutcome(receipt.outcome(), out);
        out.u64(receipt.resourcesUsed()).u8(receipt.events().size());
        for (ContractEvent event : receipt.events()) {
            out.text(event.contract().name()).text(event.name()).bytes16(event.data());
        }
    }

    /** Decodes a receipt that fills the input exactly. */
    public static Receipt decode(Bytes encoded) throws MalformedException {
        CanonicalReader in = CanonicalReader.of(encoded);
        Receipt receipt = read(in);
        in.end("receipt");
        return receipt;
    }

    /** Encodes receipts in their order: their number, then each with its length before it. */
    public static Bytes encodeAll(List<Receipt> receipts) {
        return EncodedReceipts.of(receipts).bytes();
    }

    /** Decodes receipts that fill the input exactly. */
    public static List<Receipt> decodeAll(Bytes encoded) throws MalformedException {
        CanonicalReader in = CanonicalReader.of(encoded);
        int count = in.u32("number of receipts", MAX_RECEIPTS);
        List<Receipt> receipts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            receipts.add(decode(in.bytes32("receipt", MAX_BYTES)));
        }
        in.end("receipts");
        return List.copyOf(receipts);
    }

    /** The RFC 6962 leaf hash of a receipt: SHA-256 of a zero byte and the encoding. */
    public static Hash leaf(Receipt receipt) {
        return MerkleTree.leafHash(encode(receipt));
    }

    /** The RFC 6962 root over the receipts in their order. */
    public static Hash receiptRoot(List<Receipt> receipts) {
        return EncodedReceipts.of(receipts).root();
    }

    private static void writeOutcome(Outcome outcome, CanonicalWriter out) {
        if (outcome instanceof Outcome.Succeeded succeeded) {
            out.u8(SUCCEEDED).bytes16(succeeded.result());
        } else if (outcome instanceof Outcome.Refused refused) {
            out.u8(REFUSED).text(refused.code()).text(refused.message());
        } else if (outcome instanceof Outcome.Failed failed) {
            out.u8(FAILED).u8(tag(failed.cause()));
        } else {
            throw new AssertionError(outcome);
        }
    }

    private static Receipt read(CanonicalReader in) throws MalformedException {
        int version = in.u8("receipt version");
        if (version != VERSION) {
            throw new MalformedException("receipt version " + version + " is not known; this is version " + VERSION);
        }
        try {
            return new Receipt(
                    in.hash("transaction id"),
                    in.u64("height"),
                    in.u32("index", Integer.MAX_VALUE),
                    readOutcome(in),
                    in.u64("resources used"),
                    readEvents(in));
        } catch (IllegalArgumentException e) {
            throw new MalformedException("receipt: " + e.getMessage(), e);
        }
    }

    private static Outcome readOutcome(CanonicalReader in) throws MalformedException {
        int tag = in.u8("outcome");
        return switch (tag) {
            case SUCCEEDED -> new Outcome.Succeeded(in.bytes16("result", Outcome.MAX_RESULT));
            case REFUSED ->
                new Outcome.Refused(
                        in.text("refusal code", Outcome.MAX_CODE), in.text("refusal message", Outcome.MAX_MESSAGE));
            case FAILED -> new Outcome.Failed(cause(in.u8("cause of failure")));
            default -> throw new MalformedException("outcome " + tag + " is not known; 1, 2 and 3 are");
        };
    }

    private static List<ContractEvent> readEvents(CanonicalReader in) throws MalformedException {
        int count = in.u8("number of events");
        List<ContractEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(new ContractEvent(
                    new ContractId(in.text("contract of an event", MAX_NAME)),
                    in.text("name of an event", MAX_NAME),
                    in.bytes16("data of an event", ContractEvent.MAX_DATA)));
        }
        return events;
    }

    private static int tag(Outcome.Cause cause) {
        return switch (cause) {
            case EXCEPTION -> 1;
            case OUT_OF_RESOURCES -> 2;
            case UNKNOWN_CONTRACT -> 3;
        };
    }

    private static Outcome.Cause cause(int tag) throws MalformedException {
        return switch (tag) {
            case 1 -> Outcome.Cause.EXCEPTION;
            case 2 -> Outcome.Cause.OUT_OF_RESOURCES;
            case 3 -> Outcome.Cause.UNKNOWN_CONTRACT;
            default -> throw new MalformedException("cause of failure " + tag + " is not known; 1, 2 and 3 are");
        };
    }
}
