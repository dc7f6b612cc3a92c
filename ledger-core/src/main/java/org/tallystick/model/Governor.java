package org.tallystick.model;

import java.util.Objects;

/**
 * An organisation that has a say in who the validators are.
 *
 * @param name for people, 1 to 64 bytes of UTF-8
 * @param account proposes and approves changes in its name
 * @param recoveryKey signs recovery certificates in its name; kept offline, and used for nothing else
 */
public record Governor(String name, AccountId account, PublicKey recoveryKey) {
    /** Checks the bounds. */
    public Governor {
        Objects.requireNonNull(account, "account");
        Objects.requireNonNull(recoveryKey, "recoveryKey");
        Texts.requireUtf8(name, 1, 64, "a governor's name");
    }
}
