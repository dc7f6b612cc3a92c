package org.tallystick.internal.execution;

import org.tallystick.model.Hash;

/**
 * A part of the trie with its hash.
 *
 * @param node null when it has no keys
 */
record Subtree(TrieNode node, Hash hash) {
    /** Without keys. */
    static final Subtree NONE = new Subtree(null, Hash.ZERO);
}
