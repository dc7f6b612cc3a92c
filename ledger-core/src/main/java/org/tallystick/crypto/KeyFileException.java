package org.tallystick.crypto;

/** A key file cannot be made or opened. The message names the file and says what would be right. */
public final class KeyFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What kind of trouble it is, for a program that wants to react. */
    public enum Kind {
        /** There is no such file, or no such key in it. */
        NOT_FOUND,
        /** There is a file already, which is never overwritten. */
        EXISTS,
        /** The passphrase does not open the file. A file that was altered cannot be told from this. */
        WRONG_PASSPHRASE,
        /** The file is not a key file, or is damaged, or is protected in a way that is not supported. */
        CORRUPT,
        /** Others than the owner may read or change the file. */
        PERMISSIONS,
        /** The disk is full, read-only or failing, or the directory is missing. */
        IO
    }

    private final Kind kind;

    KeyFileException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    KeyFileException(Kind kind, String message) {
        this(kind, message, null);
    }

    /** The kind of trouble. */
    public Kind kind() {
        return kind;
    }
}
