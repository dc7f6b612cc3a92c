package org.tallystick.api;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import org.tallystick.codec.GenesisJson;
import org.tallystick.codec.MalformedException;
import org.tallystick.model.Genesis;

/**
 * The genesis file that every node of a ledger is given: one JSON text, whose layout is in {@code
 * ledger-core/docs/formats.md}.
 */
public final class GenesisFile {
    private GenesisFile() {}

    /**
     * Reads a genesis file. Blocks on the disk.
     *
     * @throws LedgerException when there is no such file, it cannot be read, or it is no genesis; the message names the
     *     file, and for a mistake in it line, column, what was found and what would be right
     */
    public static Genesis load(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return GenesisJson.parse(in.readNBytes(GenesisJson.MAX_BYTES + 1));
        } catch (NoSuchFileException e) {
            throw new LedgerException(
                    "there is no genesis file " + file + "; get it from those who began the ledger", e);
        } catch (IOException e) {
            throw new LedgerException("the genesis file " + file + " cannot be read: " + e, e);
        } catch (MalformedException e) {
            throw new LedgerException("the genesis file " + file + " is not valid: " + e.getMessage(), e);
        }
    }

    /**
     * Writes a genesis file, and never over another file. Either the whole file is there afterwards and on the disk, or
     * none. Blocks on the disk.
     *
     * @throws LedgerException when the file exists or cannot be written
     */
    public static void save(Path file, Genesis genesis) {
        byte[] text = GenesisJson.print(genesis).getBytes(StandardCharsets.UTF_8);
        Path directory = file.toAbsolutePath().getParent();
        if (Files.exists(file)) {
            throw exists(file, null);
        }
        try {
            Path draft = directory.resolve(file.getFileName() + ".draft");
            try {
                write(draft, text);
                Files.move(draft, file);
            } finally {
                Files.deleteIfExists(draft);
            }
            syncDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            throw exists(file, e);
        } catch (IOException e) {
            throw new LedgerException("the genesis file " + file + " cannot be written: " + e, e);
        }
    }

    private static void write(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    /** Makes the file's name durable, where the system allows a directory to be synced. */
    private static void syncDirectory(Path directory) throws IOException {
        if (Files.getFileStore(directory).supportsFileAttributeView(PosixFileAttributeView.class)) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static LedgerException exists(Path file, Throwable cause) {
        return new LedgerException(
                "the genesis file " + file + " exists already, and a ledger's genesis never changes; give another path",
                cause);
    }
}
