package org.tallystick.model;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who may change a ledger's validators and parameters: any {@code threshold} of the governors together, and, where more
 * validators are gone for good than the ledger bears, any {@code recoveryThreshold} of their recovery keys.
 *
 * @param governors 1 to {@link #MAX_GOVERNORS}, ascending by account, no account and no key twice
 * @param threshold how many of them must approve a change
 * @param recoveryThreshold how many of them must sign a recovery; more than half, so that no two can differ unless one of
 *     them signs both
 */
public record Governance(List<Governor> governors, int threshold, int recoveryThreshold) {
    /** The most governors. */
    public static final int MAX_GOVERNORS = 64;

    /** Checks order and bounds, and copies the list. */
    public Governance {
        governors = List.copyOf(governors);
        if (governors.isEmpty() || governors.size() > MAX_GOVERNORS) {
            throw new IllegalArgumentException("a ledger has 1 to 64 governors, not " + governors.size());
        }
        if (threshold < 1 || threshold > governors.size()) {
            throw new IllegalArgumentException("the threshold of " + governors.size() + " governors is from 1 to "
                    + governors.size() + ", not " + threshold);
        }
        if (2 * recoveryThreshold <= governors.size() || recoveryThreshold > governors.size()) {
            throw new IllegalArgumentException("the recovery threshold of " + governors.size()
                    + " governors is more than half of them and at most all, not " + recoveryThreshold);
        }
        Set<PublicKey> keys = new HashSet<>();
        for (int i = 0; i < governors.size(); i++) {
            Governor governor = governors.get(i);
            if (i > 0 && governors.get(i - 1).account().compareTo(governor.account()) >= 0) {
                throw new IllegalArgumentException("governors stand in ascending order of their accounts, none twice");
            }
            if (!keys.add(governor.recoveryKey())) {
                throw new IllegalArgumentException("governor " + governor.name() + " has another's recovery key");
            }
        }
    }

    /** The governor with an account. */
    public Optional<Governor> find(AccountId account) {
        return governors.stream()
                .filter(governor -> governor.account().equals(account))
                .findFirst();
    }
}
