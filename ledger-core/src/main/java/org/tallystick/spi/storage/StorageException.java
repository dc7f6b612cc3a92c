package org.tallystick.spi.storage;

/**
 * The store cannot do what was asked. After one from a commit or a sync the caller must assume nothing about what was
 * written except that it is all or nothing.
 */
public final class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What kind of trouble it is, for a program that wants to react. */
    public enum Kind {
        /** Another process or another instance holds the directory. */
        LOCKED,
        /** The directory belongs to another chain. */
        WRONG_CHAIN,
        /** The directory was written by an unknown schema. */
        WRONG_SCHEMA,
        /** What is stored contradicts itself. */
        CORRUPT,
        /** The disk is full, read-only or failing. */
        IO,
        /** The store has been closed. */
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
