package org.tallystick.internal.node;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.tallystick.api.Health.Failure;
import org.tallystick.internal.chain.FinalChain;
import org.tallystick.internal.chain.RecoveryBlock;
import org.tallystick.internal.chain.Snapshot;
import org.tallystick.internal.execution.BlockState;
import org.tallystick.internal.execution.TriePlace;
import org.tallystick.internal.sync.BlockImporter;
import org.tallystick.model.Bytes;
import org.tallystick.spi.consensus.CheckResult;
import org.tallystick.spi.consensus.ProposedBlock;

/** Executes certified blocks one after another and makes the last of them final. */
final class FinalImporter implements BlockImporter {
    private final FinalChain chain;
    private final LifeCycle lifeCycle;
    private final BlockWorker worker;
    private final Finalizer finalizer;
    private final Recoverer recoverer;

    FinalImporter(FinalChain chain, LifeCycle lifeCycle, BlockWorker worker, Finalizer finalizer, Recoverer recoverer) {
        this.chain = chain;
        this.lifeCycle = lifeCycle;
        this.worker = worker;
        this.finalizer = finalizer;
        this.recoverer = recoverer;
    }

    @Override
    public void importFinal(List<ProposedBlock> blocks, Bytes certificate, Consumer<Result> done) {
        worker.onLedgerThread(() -> next(blocks, 0, certificate, done));
    }

    @Override
    public void soon(ProposedBlock block) {
        worker.prepare(block);
    }

    @Override
    public void install(Snapshot snapshot, List<TriePlace> places, Consumer<Result> done) {
        worker.onLedgerThread(() -> {
            if (snapshot.header().height() > chain.head().height()) { // else blocks were found meanwhile
                finalizer.install(snapshot, places);
            }
            done.accept(new Result.Done());
        });
    }

    /** On the ledger thread. */
    private void next(List<ProposedBlock> blocks, int index, Bytes certificate, Consumer<Result> done) {
        boolean last = index == blocks.size() - 1;
        if (last && RecoveryBlock.is(blocks.get(index).header())) {
            recover(blocks, index, certificate, done);
            return;
        }
        if (index == blocks.size()) {
            finalizer.makeFinal(blocks.get(index - 1).hash(), certificate);
            done.accept(new Result.Done());
            return;
        }
        ProposedBlock block = blocks.get(index);
        BlockState head = chain.head();
        if (block.header().height() <= head.height()) {
            next(blocks, index + 1, certificate, done);
        } else if (block.header().height() == head.height() + 1
                && !block.header().parent().equals(head.hash())) {
            lifeCycle.fail(new Failure.Diverged(
                    head.height(), "final block", block.header().parent(), head.hash()));
            done.accept(new Result.Bad("another block is final here"));
        } else {
            worker.check(block, true, result -> {
                if (result instanceof CheckResult.Valid) {
                    next(blocks, index + 1, certificate, done);
                } else if (result instanceof CheckResult.UnknownParent) {
                    done.accept(new Result.Done()); // consensus was faster; the syncer looks again
                } else {
                    done.accept(new Result.Bad(result.toString()));
                }
            });
        }
    }

    /** The governors' word names the block below, which is final by it if it is not by the validators'. */
    private void recover(List<ProposedBlock> blocks, int index, Bytes certificate, Consumer<Result> done) {
        ProposedBlock block = blocks.get(index);
        if (chain.head().height() < block.header().height() - 1) {
            done.accept(new Result.Bad("the block that the recovery goes on from is not final here"));
            return;
        }
        if (chain.head().height() >= block.header().height()) {
            done.accept(new Result.Done());
            return;
        }
        Optional<String> objection = recoverer.apply(certificate);
        done.accept(objection.<Result>map(Result.Bad::new).orElseGet(Result.Done::new));
    }
}
