/**
 * What an application implements to put its rules on the ledger, and what such a contract may see and do.
 */
package org.tallystick.contract;
