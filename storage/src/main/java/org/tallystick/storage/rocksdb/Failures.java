package org.tallystick.storage.rocksdb;

import java.io.IOException;
import java.nio.file.Path;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.tallystick.spi.storage.StorageException;

/** Says in the words of the port what went wrong below it. */
final class Failures {
    private Failures() {}

    static StorageException of(String doing, Path directory, RocksDBException cause) {
        String message = doing + " " + directory + ": " + cause.getMessage();
        return new StorageException(kind(cause), message, cause);
    }

    static StorageException of(String doing, Path path, IOException cause) {
        // The message of a file system exception is often no more than the path; its class says what happened.
        String what = cause.getMessage() == null
                ? cause.toString()
                : cause.getClass().getSimpleName() + ": " + cause.getMessage();
        return new StorageException(StorageException.Kind.IO, doing + " " + path + ": " + what, cause);
    }

    static StorageException closed(String what) {
        return new StorageException(StorageException.Kind.CLOSED, what + " has been closed");
    }

    /** Whether an open failed because somebody else has the database open. */
    static boolean isLock(RocksDBException cause) {
        String message = String.valueOf(cause.getMessage());
        return message.contains("While lock file") || message.contains("lock hold by current process");
    }

    private static StorageException.Kind kind(RocksDBException cause) {
        Status status = cause.getStatus();
        if (status == null) {
            return StorageException.Kind.IO;
        }
        return switch (status.getCode()) {
            case Corruption, InvalidArgument, NotSupported, NotFound -> StorageException.Kind.CORRUPT;
            // A file that the database counts on is not there: that is no passing trouble of the medium.
            case IOError ->
                String.valueOf(cause.getMessage()).contains("No such file")
                        ? StorageException.Kind.CORRUPT
                        : StorageException.Kind.IO;
            default -> StorageException.Kind.IO;
        };
    }
}
