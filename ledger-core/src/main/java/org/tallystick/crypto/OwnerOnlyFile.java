package org.tallystick.crypto;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/** Files that only their owner may read or write, where the file system knows such a thing (POSIX). */
final class OwnerOnlyFile {
    private static final Set<PosixFilePermission> OWNER =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private OwnerOnlyFile() {}

    /**
     * Makes a file that appears whole or not at all, and is on disk when this returns.
     *
     * @throws FileAlreadyExistsException when there is one, which stays as it is
     */
    static void create(Path file, byte[] content, SecureRandom random) throws IOException {
        if (Files.exists(file)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        Path directory = file.toAbsolutePath().getParent();
        boolean posix = isPosix(directory);
        FileAttribute<?>[] attributes =
                posix ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER)} : new FileAttribute<?>[0];
        byte[] suffix = new byte[8];
        random.nextBytes(suffix);
        Path draft = directory.resolve(
                "." + file.getFileName() + "." + HexFormat.of().formatHex(suffix) + ".tmp");
        try {
            Set<StandardOpenOption> options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            try (FileChannel channel = FileChannel.open(draft, options, attributes)) {
                ByteBuffer buffer = ByteBuffer.wrap(content);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            publish(draft, file);
        } finally {
            Files.deleteIfExists(draft);
        }
        if (posix) {
            // The name, too, must survive a loss of power; only POSIX systems let a directory be synced.
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** Reads a whole file, or nothing when it is longer than {@code most} bytes. */
    static Optional<byte[]> read(Path file, int most) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() > most) {
                return Optional.empty();
            }
            ByteBuffer buffer = ByteBuffer.allocate((int) channel.size());
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                // A read may return less than there is.
            }
            byte[] content = new byte[buffer.flip().remaining()];
            buffer.get(content);
            return Optional.of(content);
        }
    }

    /** The permissions of a file that others than its owner may read or write, such as {@code rw-r--r--}. */
    static Optional<String> exposure(Path file) throws IOException {
        if (!isPosix(file)) {
            return Optional.empty();
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        boolean exposed =
                permissions.stream().anyMatch(permission -> !permission.name().startsWith("OWNER_"));
        return exposed ? Optional.of(PosixFilePermissions.toString(permissions)) : Optional.empty();
    }

    private static void publish(Path draft, Path file) throws IOException {
        try {
            // A second name for the draft: unlike a move, it cannot replace a file that has appeared meanwhile.
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            if (Files.exists(file)) {
                throw new FileAlreadyExistsException(file.toString());
            }
            // No hard links here. Only a file that appears between the check and the move could be replaced.
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static boolean isPosix(Path path) throws IOException {
        return Files.getFileStore(path).supportsFileAttributeView("posix");
    }
}
