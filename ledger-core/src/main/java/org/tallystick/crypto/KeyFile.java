package org.tallystick.crypto;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.tallystick.crypto.KeyFileException.Kind;

/**
 * Keeps private keys on disk, each under a name, encrypted with a passphrase: a PKCS #12 file that only its owner may
 * read or write. A file is written once, whole or not at all, and never overwritten; when a method returns, what it
 * wrote has reached the disk.
 *
 * <p>Names have 1 to 64 lower-case letters, digits, dots, dashes or underscores and begin with a letter or a digit. The
 * methods block for a moment (deriving keys from a passphrase is slow on purpose), may be called from any thread, and
 * neither keep nor change the passphrase: the caller should overwrite it. On a file system without POSIX permissions the
 * protection of the directory has to do.
 */
public final class KeyFile {
    /** The most keys in one file. */
    public static final int MAX_KEYS = 10_000;

    private static final int MAX_BYTES = 16 << 20;

    // Lower case only, because other programs that read PKCS #12 do not tell case apart.
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    private KeyFile() {}

    /**
     * Writes a new file with one key.
     *
     * @throws KeyFileException of kind EXISTS, PERMISSIONS or IO
     */
    public static void create(Path file, String name, PrivateKey key, char[] passphrase) {
        create(file, Map.of(name, key), passphrase);
    }

    /**
     * Writes a new file with several keys, which costs hardly more time than one.
     *
     * @throws KeyFileException of kind EXISTS, PERMISSIONS or IO
     */
    public static void create(Path file, Map<String, PrivateKey> keys, char[] passphrase) {
        checkPassphrase(passphrase);
        SortedMap<String, PrivateKey> sorted = new TreeMap<>(keys);
        sorted.keySet().forEach(KeyFile::checkName);
        if (sorted.isEmpty() || sorted.size() > MAX_KEYS) {
            throw new IllegalArgumentException("a key file has from 1 to " + MAX_KEYS + " keys, not " + sorted.size());
        }
        SecureRandom random = new SecureRandom();
        byte[] content = Pkcs12.write(sorted, passphrase, random);
        try {
            OwnerOnlyFile.create(file, content, random);
        } catch (FileAlreadyExistsException e) {
            throw new KeyFileException(
                    Kind.EXISTS, "there is a key file " + file + " already; it was left as it is", e);
        } catch (IOException e) {
            throw ioFailure("write", file, e);
        }
    }

    /**
     * Opens one key.
     *
     * @throws KeyFileException of any kind but EXISTS
     */
    public static PrivateKey open(Path file, String name, char[] passphrase) {
        return named(name, file, openAll(file, passphrase));
    }

    /**
     * Opens all keys, by name.
     *
     * @throws KeyFileException of any kind but EXISTS
     */
    public static SortedMap<String, PrivateKey> openAll(Path file, char[] passphrase) {
        checkPassphrase(passphrase);
        byte[] content = read(file);
        try {
            return Pkcs12.read(content, passphrase);
        } catch (Pkcs12.WrongPassphraseException e) {
            throw new KeyFileException(
                    Kind.WRONG_PASSPHRASE, "the passphrase does not open " + file + ", or the file was altered", e);
        } catch (GeneralSecurityException e) {
            throw new KeyFileException(Kind.CORRUPT, "the key file " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Opens one key; if there is no file, makes a new key and a file with it. Callers at the same time, in whatever
     * process, get the same key.
     *
     * @throws KeyFileException when neither can be done
     */
    public static PrivateKey openOrCreate(Path file, String name, char[] passphrase) {
        checkName(name);
        return named(name, file, openOrCreate(file, random -> Map.of(name, PrivateKey.generate(random)), passphrase));
    }

    static SortedMap<String, PrivateKey> openOrCreate(
            Path file, Function<SecureRandom, Map<String, PrivateKey>> newKeys, char[] passphrase) {
        try {
            return openAll(file, passphrase);
        } catch (KeyFileException absent) {
            if (absent.kind() != Kind.NOT_FOUND) {
                throw absent;
            }
        }
        Map<String, PrivateKey> keys = newKeys.apply(new SecureRandom());
        try {
            create(file, keys, passphrase);
            return new TreeMap<>(keys);
        } catch (KeyFileException raced) {
            if (raced.kind() != Kind.EXISTS) {
                throw raced;
            }
            return openAll(file, passphrase);
        }
    }

    static PrivateKey named(String name, Path file, SortedMap<String, PrivateKey> keys) {
        PrivateKey key = keys.get(name);
        if (key == null) {
            throw new KeyFileException(
                    Kind.NOT_FOUND, "the key file " + file + " has no key " + name + ", only " + keys.keySet());
        }
        return key;
    }

    private static byte[] read(Path file) {
        try {
            OwnerOnlyFile.exposure(file).ifPresent(permissions -> {
                throw new KeyFileException(
                        Kind.PERMISSIONS,
                        "the key file " + file + " is open to others (" + permissions
                                + "); make it the owner's only, for example with chmod 600");
            });
            return OwnerOnlyFile.read(file, MAX_BYTES)
                    .orElseThrow(() -> new KeyFileException(
                            Kind.CORRUPT, "the key file " + file + " has more than " + MAX_BYTES + " bytes"));
        } catch (NoSuchFileException e) {
            throw new KeyFileException(Kind.NOT_FOUND, "there is no key file " + file, e);
        } catch (IOException e) {
            throw ioFailure("read", file, e);
        }
    }

    private static KeyFileException ioFailure(String verb, Path file, IOException e) {
        if (e instanceof AccessDeniedException) {
            return new KeyFileException(Kind.PERMISSIONS, "this process may not " + verb + " the key file " + file, e);
        }
        if (e instanceof NoSuchFileException) {
            return new KeyFileException(Kind.IO, "the directory of the key file " + file + " does not exist", e);
        }
        return new KeyFileException(Kind.IO, "cannot " + verb + " the key file " + file + ": " + e.getMessage(), e);
    }

    private static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("the name of a key is 1 to 64 lower-case letters, digits, dots, dashes"
                    + " or underscores and begins with a letter or a digit, not \"" + name + "\"");
        }
    }

    private static void checkPassphrase(char[] passphrase) {
        if (passphrase.length == 0) {
            throw new IllegalArgumentException("the passphrase of a key file must not be empty");
        }
    }
}
