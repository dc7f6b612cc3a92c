package org.tallystick.spi.consensus;

/** What the node found out about a block that an engine asked it to check. */
public sealed interface CheckResult {
    /**
     * The block is well-formed, executing it gives the header's roots, and its time is right: it may be voted for.
     *
     * @param outlook what follows it
     */
    record Valid(Outlook outlook) implements CheckResult {}

    /**
     * As {@link Valid}, but its timestamp is too far ahead of this node's clock, so it must not be voted for now. Once
     * a block is certified the timestamp is waived.
     */
    record Untimely(long aheadMillis) implements CheckResult {}

    /** The block is wrong, for ever. */
    record Invalid(String reason) implements CheckResult {}

    /** The parent has not been checked, or is not valid; to be asked again when it is. */
    record UnknownParent() implements CheckResult {}
}
