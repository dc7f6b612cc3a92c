package org.tallystick.internal.node;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tallystick.contract.StateReader;
import org.tallystick.contract.governance.Change;
import org.tallystick.contract.governance.GovernanceContract;
import org.tallystick.contract.governance.GovernanceState;
import org.tallystick.contract.governance.OpenProposal;
import org.tallystick.contract.governance.Proposal;
import org.tallystick.internal.chain.FinalChain;
import org.tallystick.internal.execution.BlockState;
import org.tallystick.internal.execution.ConfigRule;
import org.tallystick.model.Genesis;
import org.tallystick.model.Governance;
import org.tallystick.model.NodeId;

/**
 * Which nodes may connect: those that the genesis admits, those of the validators in force, and those of validators whose
 * coming the governors have approved, since these must catch up first. Any thread asks, the ledger thread updates.
 */
final class Admission {
    private final Genesis genesis;
    private final FinalChain chain;
    private final Set<NodeId> always; // those that the genesis admits, unless it admits everybody
    private volatile Set<NodeId> coming = Set.of();

    Admission(Genesis genesis, FinalChain chain) {
        this.genesis = genesis;
        this.chain = chain;
        this.always = new HashSet<>(genesis.nodes());
        genesis.validators().validators().forEach(validator -> always.add(validator.node()));
        refresh();
    }

    boolean admits(NodeId node) {
        return genesis.openNetwork()
                || always.contains(node)
                || coming.contains(node)
                || chain.head().outlook().config().validators().indexOf(node).isPresent();
    }

    /** Blocks have become final. */
    void update(List<BlockState> blocks) {
        if (genesis.governance().isEmpty()) {
            return;
        }
        boolean touched = blocks.stream()
                .flatMap(block -> block.changes().keySet().stream())
                .anyMatch(key -> key.key().space().equals(GovernanceContract.ID.name()));
        if (touched) {
            refresh();
        }
    }

    /** Looks at the state anew. */
    void refresh() {
        if (genesis.governance().isEmpty()) {
            return;
        }
        StateReader state = ConfigRule.reader(chain.head());
        Governance governance = GovernanceState.governance(state);
        Set<NodeId> nodes = new HashSet<>();
        for (OpenProposal open : GovernanceState.proposals(state)) {
            if (open.isApproved(governance) && isAlive(open.proposal())) {
                open.proposal().changes().forEach(change -> addNode(change, nodes));
            }
        }
        GovernanceState.scheduled(state)
                .ifPresent(change ->
                        change.config().validators().validators().forEach(validator -> nodes.add(validator.node())));
        coming = Set.copyOf(nodes);
    }

    /** What is void, because another change came first or its time is over, lets nobody in any more. */
    private boolean isAlive(Proposal proposal) {
        BlockState head = chain.head();
        return proposal.isAlive(head.outlook().config().epoch(), head.header().timestamp());
    }

    private static void addNode(Change change, Set<NodeId> nodes) {
        if (change instanceof Change.AddValidator add) {
            nodes.add(add.validator().node());
        } else if (change instanceof Change.ReplaceValidator replace) {
            nodes.add(replace.by().node());
        }
    }
}
