/**
 * The built-in contract through which a ledger's governors change its validators and parameters, and what outsiders need
 * to read and check what it decided.
 */
package org.tallystick.contract.governance;
