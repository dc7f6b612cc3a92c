package org.tallystick.internal.execution;

import org.tallystick.codec.CanonicalReader;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.MalformedException;
import org.tallystick.model.Bytes;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.storage.StoreReader;

/** What the store holds for a state key: its name, so that the state can be walked, and its value. */
public final class StateRecords {
    private StateRecords() {}

    /** The record of a key and its value. */
    public static byte[] record(StateKey key, Bytes value) {
        return new CanonicalWriter(80 + key.key().size() + value.size())
                .text(key.space())
                .bytes16(key.key())
                .raw(value)
                .toArray();
    }

    /** The key in a record. */
    public static StateKey keyIn(byte[] record) throws MalformedException {
        CanonicalReader in = new CanonicalReader(record);
        return new StateKey(in.text("name space", 64), in.bytes16("state key", 0xFFFF));
    }

    /** The value in a record. */
    public static Bytes valueIn(byte[] record) throws MalformedException {
        CanonicalReader in = new CanonicalReader(record);
        in.text("name space", 64);
        in.bytes16("state key", 0xFFFF);
        return in.raw("state value", in.remaining());
    }

    /** The stored value of a key, or null. */
    public static Bytes read(StoreReader store, HashedKey key) {
        byte[] record = store.get(Column.STATE, key.hash().toArray());
        try {
            return record == null ? null : valueIn(record);
        } catch (MalformedException e) {
            throw new StorageException(
                    StorageException.Kind.CORRUPT, "the stored state of key " + key.hash() + " cannot be read", e);
        }
    }
}
