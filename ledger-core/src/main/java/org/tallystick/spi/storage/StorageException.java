package org.tallystick.spi.storage;

/**
 * The store cannot do what was asked. After one from a commit or an append the caller must assume nothing about what
 * was written except what {@link LedgerStore#commit} and {@link VoteJournal#append} say of it; the way on is to close
 * the store and to open it again.
 */
public final class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What kind of trouble it is, for a program that wants to react. */
    public enum Kind {
        /** Another process or another instance holds the place. Nothing was changed. */
        LOCKED,
        /** The place belongs to another chain. Nothing was changed. */
        WRONG_CHAIN,
        /** The place was written by an unknown schema. Nothing was changed. */
        WRONG_SCHEMA,
        /** What is stored contradicts itself, or is not a ledger. */
        CORRUPT,
        /** The medium is full, read-only or failing, or failed before. */
        IO,
        /** The store, or the snapshot, has been closed. */
        CLOSED
    }

    private final Kind kind;

    /** With the kind and a message that says what would be right. */
    public StorageException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** With the kind and a message that says what would be right. */
    public StorageException(Kind kind, String message) {
        this(kind, message, null);
    }

    /** The kind of trouble. */
    public Kind kind() {
        return kind;
    }
}
