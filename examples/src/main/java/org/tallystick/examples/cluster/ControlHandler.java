package org.tallystick.examples.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tallystick.api.FinalBlock;
import org.tallystick.api.Head;
import org.tallystick.api.Health;
import org.tallystick.api.Ledger;
import org.tallystick.api.QueryResult;
import org.tallystick.api.SubmitResult;
import org.tallystick.api.TransactionStatus;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.MalformedException;
import org.tallystick.codec.TransactionCodec;
import org.tallystick.contract.token.TokenContract;
import org.tallystick.contract.token.TokenQuery;
import org.tallystick.model.AccountId;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.Outcome;
import org.tallystick.model.Receipt;

/** Answers the coordinator's requests out of the node's ledger. Waits for nothing: answers follow when they are known. */
final class ControlHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ControlHandler.class);

    /** An answer with blocks stops growing at this size; the asker goes on from there. */
    private static final int BLOCKS_TARGET = 1 << 20;

    private final Ledger ledger;
    private final Executor reader;
    private final Path directory;

    /** With a thread that may wait for blocks to be read, and a directory for {@link SyncProbe}. */
    ControlHandler(Ledger ledger, Executor reader, Path directory) {
        this.ledger = ledger;
        this.reader = reader;
        this.directory = directory;
    }

    /** Handles one request; the answer goes into {@code answers}, perhaps later and from another thread. */
    void handle(ControlFrame frame, FrameBuffer answers) {
        CompletableFuture<byte[]> answer;
        try {
            answer = answer(frame);
        } catch (MalformedException | RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        answer.whenComplete((payload, error) -> {
            if (error == null) {
                answers.add(frame.kind(), frame.number(), payload);
            } else {
                LOG.debug("a control request of kind {} failed", frame.kind(), error);
                answers.add(ControlKind.ERROR, frame.number(), ControlCodec.encodeText(error.toString()));
            }
        });
    }

    private CompletableFuture<byte[]> answer(ControlFrame frame) throws MalformedException {
        return switch (frame.kind()) {
            case SUBMIT -> submit(frame.payload());
            case STATUS -> status(Hash.of(frame.payload()));
            case REPORT -> CompletableFuture.completedFuture(ControlCodec.encode(report()));
            case BLOCKS -> {
                ControlCodec.Range range = ControlCodec.range(frame.payload());
                yield CompletableFuture.supplyAsync(() -> blocks(range), reader);
            }
            case BALANCES -> balances(ControlCodec.balanceRequest(frame.payload()));
            case SEQUENCES -> sequences(ControlCodec.lanes(frame.payload()));
            case SYNCS -> {
                long nanos = ControlCodec.range(frame.payload()).from();
                yield CompletableFuture.supplyAsync(() -> syncs(nanos), reader);
            }
            case ERROR -> throw new MalformedException("an error is no request");
        };
    }

    private CompletableFuture<byte[]> submit(byte[] payload) throws MalformedException {
        return ledger.submit(TransactionCodec.decode(Bytes.wrap(payload)).transaction())
                .thenApply(result -> ControlCodec.encode(toAnswer(result)));
    }

    private static Answer toAnswer(SubmitResult result) {
        if (result instanceof SubmitResult.Final done) {
            return toAnswer(done.receipt());
        }
        if (result instanceof SubmitResult.Refused refused) {
            return new Answer.Refused(
                    refused.refusal().reason(), refused.refusal().message());
        }
        if (result instanceof SubmitResult.Dropped dropped) {
            return new Answer.Dropped(dropped.reason());
        }
        return new Answer.Indeterminate(((SubmitResult.Indeterminate) result).reason());
    }

    private static Answer toAnswer(Receipt receipt) {
        return new Answer.Final(receipt.succeeded(), receipt.height(), describe(receipt.outcome()));
    }

    private static String describe(Outcome outcome) {
        if (outcome instanceof Outcome.Refused refused) {
            return refused.code() + ": " + refused.message();
        }
        return outcome instanceof Outcome.Failed failed ? failed.cause().name() : "";
    }

    private CompletableFuture<byte[]> status(Hash id) {
        return ledger.status(id).thenApply(status -> ControlCodec.encode(toAnswer(status)));
    }

    private Answer toAnswer(TransactionStatus status) {
        if (status instanceof TransactionStatus.Final done) {
            return toAnswer(done.receipt());
        }
        if (status instanceof TransactionStatus.Pending) {
            return new Answer.Pending();
        }
        if (status instanceof TransactionStatus.Dropped dropped) {
            return new Answer.Dropped(dropped.reason());
        }
        return new Answer.Unknown(ledger.head().timestamp());
    }

    /** How the node is doing. */
    NodeReport report() {
        Health health = ledger.health();
        Head head = ledger.head();
        return new NodeReport(
                health.isRunning(),
                health instanceof Health.Failed,
                describe(health),
                head.height(),
                head.hash(),
                head.stateRoot(),
                head.timestamp(),
                ledger.peers().size());
    }

    private static String describe(Health health) {
        if (health instanceof Health.Running running) {
            return running.damage().isNone()
                    ? running.role()
                    : running.role() + "; damaged in its store: "
                            + running.damage().count();
        }
        if (health instanceof Health.CatchingUp behind) {
            return "catching up to " + behind.target();
        }
        if (health instanceof Health.FetchingState fetching) {
            return fetching.height() == 0
                    ? "looking for a snapshot"
                    : "fetching the state after block " + fetching.height() + ": " + fetching.percent() + " %";
        }
        if (health instanceof Health.Stalled stalled) {
            return "stalled: " + stalled.report() + "; " + stalled.report().suggestion();
        }
        if (health instanceof Health.Failed failed) {
            return "failed: " + failed.failure();
        }
        return health instanceof Health.Starting ? "starting" : "closed";
    }

    private byte[] syncs(long nanos) {
        try {
            return ControlCodec.encodeNumbers(SyncProbe.measure(directory, nanos));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] blocks(ControlCodec.Range range) {
        CanonicalWriter out = new CanonicalWriter(64 << 10);
        for (long height = range.from(); height < range.from() + range.count(); height++) {
            // One after another, so that neither memory nor the node's other readers suffer.
            Optional<FinalBlock> block = ledger.block(height).join();
            if (block.isEmpty() || out.size() > BLOCKS_TARGET) {
                break;
            }
            ControlCodec.write(summary(block.get()), out);
        }
        return out.toArray();
    }

    /** What the final check needs of a block, with ids computed from the transactions themselves. */
    static BlockSummary summary(FinalBlock block) {
        List<BlockSummary.Entry> entries = new ArrayList<>();
        for (int i = 0; i < block.receipts().size(); i++) {
            Hash id = TransactionCodec.id(block.block().transactions().get(i).body());
            entries.add(new BlockSummary.Entry(id, block.receipts().get(i).succeeded()));
        }
        return new BlockSummary(
                block.height(),
                block.hash(),
                block.block().header().parent(),
                block.block().header().stateRoot(),
                entries);
    }

    private CompletableFuture<byte[]> balances(ControlCodec.BalanceRequest request) {
        CompletableFuture<QueryResult> supply = ledger.query(TokenContract.ID, TokenQuery.supply(request.asset()));
        List<CompletableFuture<QueryResult>> amounts = new ArrayList<>();
        for (AccountId account : request.accounts()) {
            amounts.add(ledger.query(TokenContract.ID, TokenQuery.balance(request.asset(), account)));
        }
        return all(amounts).thenCombine(supply, (answers, total) -> {
            List<Long> numbers = answers.stream().map(ControlHandler::amount).toList();
            return ControlCodec.encode(
                    new ControlCodec.Balances(((QueryResult.Answer) total).at().height(), amount(total), numbers));
        });
    }

    /** The amount that the token contract answered. */
    static long amount(QueryResult result) {
        if (result instanceof QueryResult.Answer answer) {
            try {
                return TokenQuery.readAmount(answer.value());
            } catch (MalformedException e) {
                throw new IllegalStateException("the token contract answered with something else than an amount", e);
            }
        }
        throw new IllegalStateException("the token contract declined a query: " + result);
    }

    private CompletableFuture<byte[]> sequences(List<ControlCodec.Lane> lanes) {
        List<CompletableFuture<Long>> numbers = lanes.stream()
                .map(lane -> ledger.nextSequence(lane.account(), lane.lane()))
                .collect(Collectors.toList());
        return all(numbers).thenApply(ControlCodec::encodeNumbers);
    }

    private static <T> CompletableFuture<List<T>> all(List<CompletableFuture<T>> futures) {
        return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new))
                .thenApply(
                        ignored -> futures.stream().map(CompletableFuture::join).toList());
    }
}
