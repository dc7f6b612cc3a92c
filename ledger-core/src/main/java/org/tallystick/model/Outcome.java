package org.tallystick.model;

import java.util.Objects;

/** How the execution of an ordered transaction ended. Whatever the outcome, its sequence number is spent. */
public sealed interface Outcome {
    /**
     * The contract did what was asked; its changes are in the state.
     *
     * @param result what the contract answered, at most {@link #MAX_RESULT} bytes
     */
    record Succeeded(Bytes result) implements Outcome {
        /** Checks the bound. */
        public Succeeded {
            if (result.size() > MAX_RESULT) {
                throw new IllegalArgumentException("a result has at most 4096 bytes, not " + result.size());
            }
        }
    }

    /**
     * The contract declined, with a reason of its own; it changed nothing.
     *
     * @param code stable and for programs, 1 to {@link #MAX_CODE} printable characters of ASCII
     * @param message for people, at most {@link #MAX_MESSAGE} bytes of UTF-8
     */
    record Refused(String code, String message) implements Outcome {
        /** Checks the bounds. */
        public Refused {
            Texts.requireAscii(code, MAX_CODE, "a refusal's code");
            Texts.requireUtf8(message, 0, MAX_MESSAGE, "a refusal's message");
        }
    }

    /**
     * The execution broke off; nothing was changed.
     *
     * @param cause why
     */
    record Failed(Cause cause) implements Outcome {
        /** Refuses null. */
        public Failed {
            Objects.requireNonNull(cause, "cause");
        }
    }

    /** Why an execution broke off. */
    enum Cause {
        /** The contract threw a RuntimeException. Its text stays in the node's log, as it may differ between nodes. */
        EXCEPTION,
        /** The transaction's resource limit was used up. */
        OUT_OF_RESOURCES,
        /** The ledger lists no contract of this name. */
        UNKNOWN_CONTRACT
    }

    /** The most bytes in a result. */
    int MAX_RESULT = 4096;

    /** The most characters in a refusal's code. */
    int MAX_CODE = 64;

    /** The most bytes in a refusal's message. */
    int MAX_MESSAGE = 512;
}
