package org.tallystick.benchmarks.endure;

import static org.tallystick.benchmarks.endure.Child.say;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.tallystick.api.FinalBlock;
import org.tallystick.api.Ledger;
import org.tallystick.api.Retention;
import org.tallystick.benchmarks.fixture.Transfers;
import org.tallystick.codec.AccountCodec;
import org.tallystick.codec.EncodedTransaction;
import org.tallystick.codec.TransactionCodec;
import org.tallystick.contract.token.TokenCalls;
import org.tallystick.contract.token.TokenContract;
import org.tallystick.crypto.PrivateKey;
import org.tallystick.crypto.SignatureCheck;
import org.tallystick.model.AccountId;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.SignedTransaction;
import org.tallystick.model.Transaction;
import org.tallystick.storage.rocksdb.RocksDbStorage;
import picocli.CommandLine;

/**
 * A node fetches and executes a chain of transfers among many accounts, each signed by its own account; then the same
 * signatures are checked alone. Both with the portable provider and all processors.
 */
@CommandLine.Command(
        name = "import",
        description = "Import of blocks of transfers, against the rate of their signatures alone.",
        mixinStandardHelpOptions = true)
final class Imports implements Callable<Integer> {
    private static final int UNDER_WAY = 250;
    private static final int ROUNDS = 3; // code that is still being compiled says little of a node that runs
    private static final double LEAST_SHARE = 0.6;

    @CommandLine.Option(names = "--dir", required = true, description = "for the chain, which is made the first time")
    private Path directory;

    @CommandLine.Option(names = "--accounts", defaultValue = "100000")
    private int accounts;

    @CommandLine.Option(names = "--transfers", defaultValue = "100000")
    private int transfers;

    @CommandLine.Option(names = "--archive", description = "the node that imports keeps old state, too")
    private boolean archive;

    private final Members members = new Members(1, 1);
    private long failed;

    @Override
    public Integer call() throws Exception {
        try (Ledger source =
                members.builder(0, directory.resolve("source"), List.of()).open()) {
            long funded = grown(source);
            long last = source.head().height();
            say("%d transfers in blocks %d to %d; %d failed", transfers, funded + 1, last, failed);
            double imported = 0;
            for (int round = 0; round < ROUNDS; round++) {
                imported = follow(source, funded, last);
                say("import %d: %,.0f transfers/s", round + 1, imported);
            }
            BareSignatures bare = new BareSignatures(signatures(source, funded, last));
            double raw = bare.inBatches();
            say("import: %,.0f transfers/s; signatures alone: %,.0f/s; share %.2f", imported, raw, imported / raw);
            double single = bare.byBouncyCastle();
            say("BouncyCastle, bare: %,.0f/s; share %.2f", single, imported / single);
            double natively = bare.natively();
            say("the native provider, bare: %,.0f/s; share %.2f", natively, imported / natively);
            return imported / raw >= LEAST_SHARE && failed == 0 ? 0 : 1;
        }
    }

    /** Makes the chain, unless it is there from before; returns the height before the payments. */
    private long grown(Ledger source) throws InterruptedException, IOException {
        Path note = directory.resolve("funded");
        if (Files.exists(note)) {
            return Long.parseLong(Files.readString(note));
        }
        long funded;
        try (PacedSender sender = new PacedSender(source, UNDER_WAY)) {
            funded = grow(source, sender);
            failed = sender.failed();
        }
        Files.writeString(note, Long.toString(funded));
        return funded;
    }

    /** Every account issues its own asset, and then pays others with it; returns the height before the payments. */
    private long grow(Ledger ledger, PacedSender sender) throws InterruptedException {
        List<PrivateKey> keys = new ArrayList<>(accounts);
        List<AccountId> ids = new ArrayList<>(accounts);
        for (int i = 0; i < accounts; i++) {
            keys.add(Members.account(i));
            ids.add(AccountCodec.idOf(keys.get(i).publicKey()));
            sender.send(signed(ledger, keys.get(i), ids.get(i), 0, TokenCalls.issue("EUR", ids.get(i), 1_000_000)));
        }
        sender.await();
        long funded = ledger.head().height();
        say("%d accounts in %d blocks", accounts, funded);
        int[] sequence = new int[accounts];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < transfers; i++) {
            int from = random.nextInt(accounts);
            Hash asset = TokenContract.assetId(ids.get(from), "EUR");
            AccountId to = ids.get(random.nextInt(accounts));
            sender.send(
                    signed(ledger, keys.get(from), ids.get(from), ++sequence[from], TokenCalls.transfer(asset, to, 1)));
        }
        sender.await();
        return funded;
    }

    private static SignedTransaction signed(Ledger ledger, PrivateKey key, AccountId id, long sequence, Bytes call) {
        Transaction body = new Transaction(
                ledger.chainId(),
                id,
                0,
                sequence,
                System.currentTimeMillis() + 3_000_000,
                TokenContract.ID,
                call,
                1_000_000,
                List.of());
        return TransactionCodec.sign(body, List.of(key));
    }

    /** Lets a fresh node follow, and returns how many transfers a second it imported after the accounts were there. */
    private double follow(Ledger source, long funded, long last) throws InterruptedException, IOException {
        Path own = Files.createTempDirectory(directory, "follower");
        CountingStorage storage = new CountingStorage(RocksDbStorage.at(own));
        try (Ledger follower = members.builder(1, directory.resolve("unused"), List.of(Members.addressOf(source)))
                .storage(storage)
                .beginWithSnapshotAbove(Long.MAX_VALUE)
                .retention(archive ? Retention.ARCHIVE : Retention.ALL_BLOCKS)
                .open()) {
            while (follower.head().height() <= funded) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            long begin = System.nanoTime();
            long from = follower.head().height();
            storage.reset();
            ThreadTimes before = ThreadTimes.now();
            while (follower.head().height() < last) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            ThreadTimes after = ThreadTimes.now();
            long imported = 0;
            for (long height = from + 1; height <= last; height++) {
                imported += source.block(height).join().orElseThrow().receipts().size();
            }
            say(
                    "%d transfers in %d blocks imported in %.2f s; %s",
                    imported, last - from, seconds, storage.perItem(imported));
            say("processor time a transfer, of both nodes: %s", after.since(before, (double) imported));
            return imported / seconds;
        }
    }

    private static List<SignatureCheck> signatures(Ledger source, long funded, long last) {
        List<EncodedTransaction> all = new ArrayList<>();
        for (long height = funded + 1; height <= last; height++) {
            FinalBlock block = source.block(height).join().orElseThrow();
            block.block().transactions().forEach(transaction -> all.add(TransactionCodec.encode(transaction)));
        }
        return Transfers.signatures(source.chainId(), all);
    }
}
