package org.tallystick.internal.chain;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UTFDataFormatException;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.tallystick.crypto.Sha256;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.storage.Storage;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.storage.StorageException.Kind;
import org.tallystick.spi.storage.WriteBatch;

/**
 * A ledger's records in one file, written from a view of a store that goes on being used, and read into any store. Votes
 * are not in it: a validator that comes back from a backup must not take the votes of then for its last. Bytes: {@code
 * ledger-core/docs/formats.md}. Blocks on the disk.
 */
public final class Backup {
    private static final byte[] MAGIC = Bytes.utf8("tallystick/saved").toArray();
    private static final int VERSION = 1;
    private static final int RECORD = 1;
    private static final int END = 0;
    private static final int BUFFER = 1 << 16;
    private static final long BYTES_A_BATCH = 8 << 20;

    private Backup() {}

    /** Thrown when a backup is not wanted any more. */
    public static final class Cancelled extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Cancelled() {
            super("the backup was given up");
        }
    }

    /**
     * Writes a view.
     *
     * @param cancelled asked for every record; true ends the writing with {@link Cancelled}
     */
    public static void write(ChainView view, int schema, OutputStream target, BooleanSupplier cancelled)
            throws IOException {
        MessageDigest digest = Sha256.digest();
        OutputStream buffered = new BufferedOutputStream(target, BUFFER);
        DataOutputStream out = new DataOutputStream(new DigestOutputStream(buffered, digest));
        out.write(MAGIC);
        out.writeByte(VERSION);
        out.write(view.head().header().chainId().toArray());
        out.writeInt(schema);
        try {
            for (Column column : Column.values()) {
                view.snapshot().scan(column, new byte[0], null, (key, value) -> {
                    if (cancelled.getAsBoolean()) {
                        throw new Cancelled();
                    }
                    write(out, column, key, value);
                    return true;
                });
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        out.writeByte(END);
        out.flush();
        buffered.write(digest.digest());
        buffered.flush();
    }

    private static void write(DataOutputStream out, Column column, byte[] key, byte[] value) {
        try {
            out.writeByte(RECORD);
            out.writeUTF(column.name());
            out.writeShort(key.length);
            out.write(key);
            out.writeInt(value.length);
            out.write(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a backup into a place where no ledger is kept yet. Until all of it has been read and its checksum found right,
     * the place cannot be opened as a ledger.
     *
     * @throws StorageException of kind CORRUPT when the file is damaged or no backup, WRONG_CHAIN when it is another
     *     ledger's, WRONG_SCHEMA when it was written in a layout that this code does not know, LOCKED when a ledger is
     *     there already, or as the storage states
     */
    public static void restore(InputStream source, Storage storage, Hash chainId, int schema) throws IOException {
        MessageDigest digest = Sha256.digest();
        DataInputStream in =
                new DataInputStream(new DigestInputStream(new BufferedInputStream(source, BUFFER), digest));
        try {
            checkHead(in, chainId, schema);
            try (LedgerStore store = storage.open(chainId, schema)) {
                read(in, digest, store);
            }
        } catch (EOFException | UTFDataFormatException e) {
            throw new StorageException(Kind.CORRUPT, "the backup is cut short or damaged", e);
        }
    }

    private static void checkHead(DataInputStream in, Hash chainId, int schema) throws IOException {
        if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
            throw new StorageException(Kind.CORRUPT, "it is no backup of a ledger");
        }
        int version = in.readUnsignedByte();
        if (version != VERSION) {
            throw new StorageException(Kind.WRONG_SCHEMA, "backup version " + version + "; known is " + VERSION);
        }
        byte[] chain = in.readNBytes(Hash.SIZE);
        if (chain.length == Hash.SIZE && !Hash.of(chain).equals(chainId)) {
            throw new StorageException(
                    Kind.WRONG_CHAIN, "the backup is of chain " + Hash.of(chain) + ", wanted is " + chainId);
        }
        int found = in.readInt();
        if (found != schema) {
            throw new StorageException(Kind.WRONG_SCHEMA, "the backup has schema " + found + ", known is " + schema);
        }
    }

    private static void read(DataInputStream in, MessageDigest digest, LedgerStore store) throws IOException {
        store.scan(Column.META, new byte[0], null, (key, value) -> {
            throw new StorageException(Kind.LOCKED, "a ledger is kept there already; restore into an empty place");
        });
        store.commit(new WriteBatch().put(Column.META, Columns.RESTORING, new byte[] {1}));
        WriteBatch batch = new WriteBatch();
        int tag = in.readUnsignedByte();
        while (tag == RECORD) {
            readRecord(in, batch);
            if (batch.sizeInBytes() > BYTES_A_BATCH) {
                store.commit(batch);
                batch = new WriteBatch();
            }
            tag = in.readUnsignedByte();
        }
        store.commit(batch);
        byte[] computed = digest.digest();
        if (tag != END || !Arrays.equals(in.readNBytes(Hash.SIZE), computed) || in.read() >= 0) {
            throw new StorageException(Kind.CORRUPT, "the backup is damaged: its checksum is wrong");
        }
        store.commit(new WriteBatch().delete(Column.META, Columns.RESTORING));
    }

    private static void readRecord(DataInputStream in, WriteBatch batch) throws IOException {
        String name = in.readUTF();
        byte[] key = new byte[in.readUnsignedShort()];
        in.readFully(key);
        int length = in.readInt();
        if (length < 0 || length > WriteBatch.MAX_VALUE) {
            throw new StorageException(Kind.CORRUPT, "the backup is damaged: a value of " + length + " bytes");
        }
        byte[] value = in.readNBytes(length);
        if (value.length < length) {
            throw new EOFException();
        }
        try {
            batch.put(Column.valueOf(name), key, value);
        } catch (IllegalArgumentException e) {
            throw new StorageException(Kind.CORRUPT, "the backup is damaged: " + e.getMessage(), e);
        }
    }
}
