package org.tallystick.api;

/** Describes a node; {@code open()} makes it. Not safe for use by several threads. */
public final class LedgerBuilder {
    LedgerBuilder() {}
}
