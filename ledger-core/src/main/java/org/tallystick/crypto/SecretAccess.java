package org.tallystick.crypto;

/**
 * The permission to read a secret. Every place that gets at the bytes of a private key names this class, so that a
 * search for it finds them all.
 */
public final class SecretAccess {
    private static final Token TOKEN = new Token();

    private SecretAccess() {}

    /** The token to hand to a method that gives out a secret; whoever calls this takes on keeping the secret. */
    public static Token granted() {
        return TOKEN;
    }

    /** Proof that the caller asked for {@link SecretAccess} by name. */
    public static final class Token {
        private Token() {}
    }
}
