package org.tallystick.api;

/**
 * Hears of final blocks. All calls of one subscription come from one thread, one after another. A slow listener delays
 * only itself: it is given the blocks from disk at its own pace. A listener that throws is unsubscribed, and the
 * exception goes to {@link #onError}.
 */
@FunctionalInterface
public interface BlockListener {
    /** A block is final. Its receipts hold the contract events. */
    void onBlock(FinalBlock block);

    /** The subscription has ended because of a fault: what the listener threw, or what the store did. */
    default void onError(Throwable fault) {}
}
