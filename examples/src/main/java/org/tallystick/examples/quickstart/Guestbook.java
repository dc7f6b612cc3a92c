package org.tallystick.examples.quickstart;

import org.tallystick.codec.CanonicalReader;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.MalformedException;
import org.tallystick.contract.CallContext;
import org.tallystick.contract.Contract;
import org.tallystick.contract.ContractRefusal;
import org.tallystick.contract.StateReader;
import org.tallystick.model.Bytes;
import org.tallystick.model.ContractId;

/**
 * A contract of the host application: a book in which every account may write once. A call is the text to be written, a
 * query the number of an entry; both are explained at the methods that make them.
 */
public final class Guestbook implements Contract<String> {
    /** The name under which the genesis lists it. */
    public static final ContractId ID = new ContractId("guestbook");

    /** The most bytes of UTF-8 in an entry. */
    public static final int MAX_ENTRY = 200;

    private static final Bytes COUNT = Bytes.utf8("count");

    /** The call that writes an entry of 1 to {@link #MAX_ENTRY} bytes. */
    public static Bytes write(String entry) {
        return new CanonicalWriter(MAX_ENTRY + 2).text(entry).toBytes();
    }

    /** The query for an entry, counted from 0; the answer is its text in UTF-8. */
    public static Bytes read(long number) {
        return new CanonicalWriter(8).u64(number).toBytes();
    }

    @Override
    public ContractId id() {
        return ID;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public String decode(Bytes call) throws ContractRefusal {
        try {
            CanonicalReader in = CanonicalReader.of(call);
            String entry = in.text("entry", MAX_ENTRY);
            in.end("entry");
            return entry;
        } catch (MalformedException e) {
            throw new ContractRefusal("malformed", e.getMessage());
        }
    }

    @Override
    public Bytes execute(String entry, CallContext context) throws ContractRefusal {
        Bytes author = Bytes.utf8("author/" + context.sender());
        if (entry.isBlank()) {
            throw new ContractRefusal("empty", "an entry has at least one visible character");
        }
        if (context.get(author).isPresent()) {
            throw new ContractRefusal("already-written", "every account may write once, and this one has");
        }
        long number = number(context.get(COUNT).orElse(read(0)));
        context.put(COUNT, read(number + 1));
        context.put(entryKey(number), Bytes.utf8(entry));
        context.put(author, read(number));
        context.emit("written", Bytes.utf8(entry));
        return read(number);
    }

    @Override
    public Bytes query(Bytes request, StateReader state) throws ContractRefusal {
        return state.get(entryKey(number(request)))
                .orElseThrow(() -> new ContractRefusal("no-entry", "the book has no entry with this number"));
    }

    private static Bytes entryKey(long number) {
        return Bytes.utf8("entry/" + number);
    }

    private static long number(Bytes encoded) throws ContractRefusal {
        try {
            CanonicalReader in = CanonicalReader.of(encoded);
            long number = in.u64("number");
            in.end("number");
            return number;
        } catch (MalformedException e) {
            throw new ContractRefusal("malformed", e.getMessage());
        }
    }
}
