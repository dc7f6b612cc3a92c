/**
 * A built-in contract for amounts that change hands: whoever issues an asset is answerable for it, and nobody can spend
 * what they do not have.
 */
package org.tallystick.contract.token;
