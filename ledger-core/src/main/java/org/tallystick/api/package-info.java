/**
 * What an application touches: opening a ledger, submitting transactions, reading blocks and state, and hearing of events.
 * Nothing here exposes a third-party type.
 */
package org.tallystick.api;
