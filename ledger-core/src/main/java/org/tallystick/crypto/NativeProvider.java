package org.tallystick.crypto;

import java.security.Provider;

/** Finds Amazon's Corretto provider on the class path. It is used as an object, and not registered with the JVM. */
final class NativeProvider {
    static final String ALGORITHM = "Ed25519";
    private static final String CLASS = "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

    private NativeProvider() {}

    /** Whether it is on the class path; does not load it. */
    static boolean isThere() {
        try {
            Class.forName(CLASS, false, NativeProvider.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /**
     * Loads it, which takes some tenths of a second the first time.
     *
     * @throws IllegalStateException when it is not there or cannot be loaded
     */
    static Provider load() {
        try {
            Class<?> type = Class.forName(CLASS, true, NativeProvider.class.getClassLoader());
            return (Provider) type.getField("INSTANCE").get(null);
        } catch (ReflectiveOperationException | LinkageError | ClassCastException e) {
            throw new IllegalStateException("the native signature provider cannot be loaded: " + e, e);
        }
    }
}
