package org.tallystick.consensus.mutants;

import java.util.List;
import org.tallystick.consensus.mutants.Mutant.Edit;

/** Bugs of the node around the engine. */
final class NodeMutants {
    private static final String CORE = "ledger-core/src/main/java/org/tallystick/";

    static final List<Mutant> ALL = List.of(
            Mutant.of(
                    "receipts before the block is on disk",
                    new Edit(
                            CORE + "internal/node/Finalizer.java",
                            "return new Step(",
                            "target.receipts().forEach(submissions::complete); return new Step(")),
            Mutant.of(
                    "head and block committed one after the other",
                    new Edit(
                            CORE + "internal/chain/FinalChain.java",
                            "putHead(batch, target.height(), target.history());",
                            "store.commit(batch); WriteBatch second = new WriteBatch(); putHead(second, target.height(), target.history());"),
                    new Edit(
                            CORE + "internal/chain/FinalChain.java",
                            "store.commit(batch); tree.committed();",
                            "store.commit(second); tree.committed();")),
            Mutant.of(
                    "state not stored with its block",
                    new Edit(CORE + "internal/chain/FinalChain.java", "changes.put(batch);", "")),
            Mutant.of(
                    "sequence numbers used twice",
                    new Edit(
                            CORE + "internal/execution/AccountRules.java",
                            "if (body.sequence() < expected) {",
                            "if (false) {")),
            Mutant.of(
                    "sequence numbers not spent by refused transactions",
                    new Edit(
                            CORE + "internal/execution/Execution.java",
                            "block.put( HashedKey.of(StateKey.lane(body.sender(), body.lane()), keys), AccountRules.encodeSequence(body.sequence() + 1)); Receipt receipt = call(transaction);",
                            "Receipt receipt = call(transaction); if (receipt.succeeded()) { block.put(HashedKey.of(StateKey.lane(body.sender(), body.lane()), keys), AccountRules.encodeSequence(body.sequence() + 1)); }")),
            Mutant.of(
                    "final transactions stay in the pool",
                    new Edit(
                            CORE + "internal/mempool/Mempool.java",
                            "lane.passed(sequence); count(lane); forget(own);",
                            "count(lane);")),
            Mutant.of(
                    "signatures of transactions not checked",
                    new Edit(
                            CORE + "internal/validation/TransactionChecks.java",
                            "good[i] &= verdicts[next++];",
                            "next++;")),
            Mutant.of(
                    "expired transactions accepted",
                    new Edit(
                            CORE + "internal/execution/AccountRules.java",
                            "if (body.validUntil() < time) {",
                            "if (false) {")),
            Mutant.of(
                    "a balance below zero",
                    new Edit(
                            CORE + "contract/token/TokenContract.java",
                            "if (balance < call.amount()) {",
                            "if (balance < 0) {")),
            Mutant.of(
                    "a transfer to oneself makes money",
                    new Edit(
                            CORE + "contract/token/TokenContract.java",
                            "TokenState.setBalance(context, call.asset(), from, balance - call.amount());",
                            ""),
                    new Edit(
                            CORE + "contract/token/TokenContract.java",
                            "TokenState.setBalance(context, call.asset(), call.to(), received);",
                            "TokenState.setBalance(context, call.asset(), from, balance - call.amount()); TokenState.setBalance(context, call.asset(), call.to(), received);")),
            Mutant.of(
                    "effects of a refused call kept",
                    new Edit(
                            CORE + "internal/execution/Execution.java",
                            "if (succeeded) { block.merge(own); }",
                            "block.merge(own);")));

    private NodeMutants() {}
}
