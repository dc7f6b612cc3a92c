package org.tallystick.consensus.fork;

import org.tallystick.model.Hash;
import org.tallystick.model.ValidatorSet;
import org.tallystick.spi.consensus.EngineContext;

/** What the parts of one protocol instance share. One thread uses it. */
public final class ForkContext {
    private final EngineContext context;
    private final ForkRules rules;
    private final int self;
    private final ForkCodec codec;
    private final ForkOutbox out;
    private final ForkTree tree;
    private final OwnBlocks own;
    private final Exchange exchange;
    private int readyTransactions;

    /** For one node with an engine's rules. */
    public ForkContext(EngineContext context, ForkRules rules) {
        this.context = context;
        this.rules = rules;
        this.self = context.signer()
                .map(signer -> context.validators().indexOf(signer.publicKey()).orElse(-1))
                .orElse(-1);
        codec = new ForkCodec(context.chainId(), context.validators().epoch());
        out = new ForkOutbox(codec, self >= 0 && context.validators().size() > 1);
        tree = new ForkTree(rules, out);
        own = new OwnBlocks(context.validators().epoch(), out);
        exchange = new Exchange(tree, out, own);
    }

    /** What the node told the engine. */
    public EngineContext node() {
        return context;
    }

    /** The chain. */
    public Hash chainId() {
        return context.chainId();
    }

    /** The validators. */
    public ValidatorSet validators() {
        return context.validators();
    }

    /** Index of this node's validator, or -1 for an observer. */
    public int self() {
        return self;
    }

    /** The engine's rules. */
    public ForkRules rules() {
        return rules;
    }

    /** Where effects go. */
    public ForkOutbox out() {
        return out;
    }

    /** The blocks above the last final one. */
    public ForkTree tree() {
        return tree;
    }

    /** The memory of this node's own blocks. */
    public OwnBlocks own() {
        return own;
    }

    /** Transactions that could be ordered, counted against the last final block. */
    public int readyTransactions() {
        return readyTransactions;
    }

    /** Remembers a block of this node's making and tells everybody; durable before visible. */
    public void publish(SealedBlock block) {
        own.add(block);
        exchange.publish(block);
    }

    /** Puts a block of this node's making into the tree, to be checked like any other. */
    public void offer(SealedBlock block) {
        tree.offer(block, null);
    }

    ForkCodec codec() {
        return codec;
    }

    Exchange exchange() {
        return exchange;
    }

    void setReadyTransactions(int ready) {
        readyTransactions = ready;
    }
}
