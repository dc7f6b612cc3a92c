package org.tallystick.internal.node;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.tallystick.api.Health.Failure;
import org.tallystick.internal.chain.FinalChain;
import org.tallystick.internal.chain.RecoveryBlock;
import org.tallystick.internal.chain.Snapshot;
import org.tallystick.internal.execution.BlockState;
import org.tallystick.internal.execution.TriePlace;
import org.tallystick.internal.sync.BlockImporter;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.spi.consensus.CheckResult;
import org.tallystick.spi.consensus.ProposedBlock;

/**
 * Executes certified blocks one after another and makes the last of them final. While they are written, those that follow
 * them are executed, if they are at hand by then.
 */
final class FinalImporter implements BlockImporter {
    private final FinalChain chain;
    private final LifeCycle lifeCycle;
    private final BlockWorker worker;
    private final Finalizer finalizer;
    private final Recoverer recoverer;
    private final LedgerThread thread;
    private final Queue<Part> waiting = new ArrayDeque<>(); // on the ledger thread
    private boolean executing; // on the ledger thread; whether a part is, or waits to be written
    private Hash beingWritten = Hash.ZERO; // on the ledger thread

    /** Blocks that one certificate makes final. */
    private record Part(List<ProposedBlock> blocks, Bytes certificate, Consumer<Result> done) {
        ProposedBlock last() {
            return blocks.get(blocks.size() - 1);
        }

        boolean follows(Hash block) {
            return blocks.get(0).header().parent().equals(block) && !RecoveryBlock.is(last().header());
        }
    }

    FinalImporter(
            FinalChain chain,
            LifeCycle lifeCycle,
            BlockWorker worker,
            LedgerThread thread,
            Finalizer finalizer,
            Recoverer recoverer) {
        this.thread = thread;
        this.chain = chain;
        this.lifeCycle = lifeCycle;
        this.worker = worker;
        this.finalizer = finalizer;
        this.recoverer = recoverer;
    }

    @Override
    public void importFinal(List<ProposedBlock> blocks, Bytes certificate, Consumer<Result> done) {
        thread.executeBeside(() -> {
            waiting.add(new Part(blocks, certificate, done));
            begin();
        });
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

    /** Executes the next part, unless another is under way, or one is being written that it does not follow. */
    private void begin() {
        if (executing
                || waiting.isEmpty()
                || (thread.isWriting() && !waiting.peek().follows(beingWritten))) {
            return;
        }
        executing = true;
        execute(waiting.remove(), 0);
    }

    private void end(Part part, Result result) {
        executing = false;
        part.done().accept(result);
        begin();
    }

    /** Executes the blocks of a part from one on. */
    private void execute(Part part, int index) {
        if (index == part.blocks().size()) {
            makeFinal(part);
            return;
        }
        ProposedBlock block = part.blocks().get(index);
        if (index == part.blocks().size() - 1 && RecoveryBlock.is(block.header())) {
            recover(part);
            return;
        }
        BlockState head = chain.head();
        if (block.header().height() <= head.height()) {
            execute(part, index + 1);
        } else if (block.header().height() == head.height() + 1
                && !block.header().parent().equals(head.hash())) {
            lifeCycle.fail(new Failure.Diverged(
                    head.height(), "final block", block.header().parent(), head.hash()));
            end(part, new Result.Bad("another block is final here"));
        } else {
            worker.checkBeside(block, result -> {
                if (result instanceof CheckResult.Valid) {
                    execute(part, index + 1);
                } else if (result instanceof CheckResult.UnknownParent) {
                    end(part, new Result.Done()); // consensus was faster; the syncer looks again
                } else {
                    end(part, new Result.Bad(result.toString()));
                }
            });
        }
    }

    private void makeFinal(Part part) {
        if (thread.isWriting()) {
            thread.execute(() -> makeFinal(part)); // after what waited before it
            return;
        }
        Optional<BlockState> target = finalizer.toWrite(part.last().hash());
        if (target.isEmpty() || waiting.isEmpty()) { // nothing to be done, or nothing else to do meanwhile
            target.ifPresent(block -> finalizer.tell(finalizer.write(block, part.certificate())));
            end(part, new Result.Done());
            return;
        }
        beingWritten = part.last().hash();
        AtomicReference<Finalizer.Step> step = new AtomicReference<>();
        thread.write(() -> step.set(finalizer.write(target.get(), part.certificate())), () -> {
            finalizer.tell(step.get());
            part.done().accept(new Result.Done());
            begin();
        });
        executing = false;
        begin();
    }

    /** The governors' word names the block below, which is final by it if it is not by the validators'. */
    private void recover(Part part) {
        long height = part.last().header().height();
        if (chain.head().height() < height - 1) {
            end(part, new Result.Bad("the block that the recovery goes on from is not final here"));
        } else if (chain.head().height() >= height) {
            end(part, new Result.Done());
        } else {
            Optional<String> objection = recoverer.apply(part.certificate());
            end(part, objection.<Result>map(Result.Bad::new).orElseGet(Result.Done::new));
        }
    }
}
