/**
 * A store on RocksDB: one database a ledger, one column family a kind, one write batch a block.
 */
package org.tallystick.storage.rocksdb;
