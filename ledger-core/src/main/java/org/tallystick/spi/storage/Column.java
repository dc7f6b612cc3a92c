package org.tallystick.spi.storage;

/**
 * The kinds of record a ledger keeps, each in a key space of its own. The names are part of the format on disk; a new
 * kind is added at the end.
 */
public enum Column {
    /** Singletons: head, history frontier. Schema and chain are the store's own business and not here. */
    META,
    /** Height → encoded header. */
    HEADERS,
    /** Height → encoded transactions of the block. */
    BODIES,
    /** Height → certificate, where the block has one of its own. */
    CERTIFICATES,
    /** Height → encoded receipts of the block. */
    RECEIPTS,
    /** Transaction id → height and index. */
    TRANSACTIONS,
    /** Block hash → height. */
    BLOCK_HASHES,
    /** Hashed state key → value with its name. */
    STATE,
    /** Proof of misbehaviour. */
    EVIDENCE,
    /** Level and index → root of that complete subtree of the history tree. */
    HISTORY,
    /** Hashed state key → SHA-256 of its value: the leaves of the state trie. */
    LEAVES,
    /** Where a bucket of the state trie begins → its depth, number of keys, and hash. */
    BUCKETS,
    /** Place in the state trie → fetched part of a snapshot, until it is complete. */
    SNAPSHOT,
    /** Hashed state key and the height of a block that changed it → what it had before that block, or that it had nothing. */
    OLD_STATE
}
