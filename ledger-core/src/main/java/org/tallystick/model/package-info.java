/**
 * The values of the ledger: accounts, transactions, blocks, receipts and parameters. Immutable, validated on construction,
 * and free of I/O.
 */
package org.tallystick.model;
