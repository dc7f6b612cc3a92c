package org.tallystick.examples.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Enumeration;
import java.util.Locale;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Prepares a program for a quick start: copies its jar and its libraries, leaving out the signatures of signed jars.
 * Checking the signatures takes every process half a second of processor time
 * and keeps their classes out of a class data archive; here the jars have just been checked by the build that fetched
 * them.
 */
final class PlainJars {
    private PlainJars() {}

    /** Copies the program in the first directory, {@code examples.jar} and {@code lib}, to the second. */
    public static void main(String[] words) throws IOException {
        Path from = Path.of(words[0]);
        Path to = Path.of(words[1]);
        Files.createDirectories(to.resolve("lib"));
        copy(from.resolve("examples.jar"), to.resolve("examples.jar"));
        try (Stream<Path> libraries = Files.list(from.resolve("lib"))) {
            for (Path library : libraries.sorted().toList()) {
                copy(library, to.resolve("lib").resolve(library.getFileName()));
            }
        }
    }

    /** Copies a jar, without signatures if it has any. */
    static void copy(Path from, Path to) throws IOException {
        try (ZipFile jar = new ZipFile(from.toFile())) {
            if (jar.stream().noneMatch(PlainJars::isSignature)) {
                Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
                return;
            }
            try (OutputStream file = Files.newOutputStream(to);
                    ZipOutputStream out = new ZipOutputStream(file)) {
                Enumeration<? extends ZipEntry> entries = jar.entries();
                while (entries.hasMoreElements()) {
                    ZipEntry entry = entries.nextElement();
                    if (!isSignature(entry)) {
                        copy(jar, entry, out);
                    }
                }
            }
        }
    }

    private static void copy(ZipFile jar, ZipEntry entry, ZipOutputStream out) throws IOException {
        ZipEntry plain = new ZipEntry(entry.getName());
        plain.setTime(entry.getTime());
        out.putNextEntry(plain);
        if (entry.getName().equals("META-INF/MANIFEST.MF")) {
            // The main section is all that matters; the others hold the digests of the entries.
            try (InputStream in = jar.getInputStream(entry)) {
                Manifest manifest = new Manifest(in);
                manifest.getEntries().clear();
                manifest.write(out);
            }
        } else {
            try (InputStream in = jar.getInputStream(entry)) {
                in.transferTo(out);
            }
        }
        out.closeEntry();
    }

    private static boolean isSignature(ZipEntry entry) {
        String name = entry.getName().toUpperCase(Locale.ROOT);
        return name.startsWith("META-INF/")
                && (name.endsWith(".SF") || name.endsWith(".RSA") || name.endsWith(".DSA") || name.endsWith(".EC"));
    }
}
