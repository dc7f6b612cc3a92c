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
import org.tallystick.api.Ledger;
import org.tallystick.api.Retention;
import org.tallystick.benchmarks.fixture.Transfers;
import org.tallystick.codec.AccountCodec;
import org.tallystick.codec.EncodedTransaction;
import org.tallystick.codec.GenesisCodec;
import org.tallystick.codec.TransactionCodec;
import org.tallystick.contract.token.TokenCalls;
import org.tallystick.contract.token.TokenContract;
import org.tallystick.crypto.PrivateKey;
import org.tallystick.crypto.SignatureProvider;
import org.tallystick.model.AccountId;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.SignedTransaction;
import org.tallystick.model.Transaction;
import org.tallystick.storage.rocksdb.RocksDbOptions;
import org.tallystick.storage.rocksdb.RocksDbStorage;
import picocli.CommandLine;

/**
 * A node fetches and executes a chain of transfers among many accounts, each signed by its own account, several times over;
 * the first rounds are for the compiler of the virtual machine. Then the same signatures are checked alone, on all
 * processors. The chain comes out of memory, so that what is measured is the node that imports.
 */
@CommandLine.Command(
        name = "import",
        description = "Import of blocks of transfers, against the rate of their signatures alone.",
        mixinStandardHelpOptions = true)
final class Imports implements Callable<Integer> {
    private static final int UNDER_WAY = 250;
    private static final double LEAST_SHARE = 0.5;

    @CommandLine.Option(names = "--dir", required = true, description = "for the chain, which is made the first time")
    private Path directory;

    @CommandLine.Option(names = "--accounts", defaultValue = "100000")
    private int accounts;

    @CommandLine.Option(names = "--transfers", defaultValue = "100000")
    private int transfers;

    @CommandLine.Option(
            names = "--rounds",
            defaultValue = "4",
            description = "imports of the whole chain, of which the last counts: ${DEFAULT-VALUE}")
    private int rounds;

    @CommandLine.Option(
            names = "--crypto",
            defaultValue = "AUTO",
            description = "who checks signatures for the node that imports: ${COMPLETION-CANDIDATES}")
    private SignatureProvider crypto;

    @CommandLine.Option(
            names = "--write-buffer-mib",
            defaultValue = "16",
            description = "RocksDB's, of the node that imports: ${DEFAULT-VALUE}")
    private int writeBufferMib;

    @CommandLine.Option(names = "--no-limits", description = "imports only, and does not check the signatures alone")
    private boolean noLimits;

    @CommandLine.Option(names = "--archive", description = "the node that imports keeps old state, too")
    private boolean archive;

    private final Members members = new Members(1, 1);

    @Override
    public Integer call() throws Exception {
        Path at = directory.resolve("source");
        long funded = grown(at);
        ChainInMemory chain = new ChainInMemory(RocksDbStorage.at(at), members.genesis(), Members.node(0));
        List<EncodedTransaction> imported = chain.transactions(funded + 2, chain.last());
        say("%d transfers in blocks %d to %d", imported.size(), funded + 2, chain.last());
        double rate = 0;
        for (int round = 0; round < rounds; round++) {
            rate = follow(chain, funded + 1, imported.size());
            say("import %d: %,.0f transfers/s", round + 1, rate);
        }
        if (noLimits) {
            return 0;
        }
        BareSignatures bare =
                new BareSignatures(Transfers.signatures(GenesisCodec.chainId(members.genesis()), imported));
        double natively = bare.natively();
        share(rate, "the native provider, bare", natively);
        share(rate, "BouncyCastle, bare", bare.byBouncyCastle());
        share(rate, "our own, one by one", bare.singly());
        share(rate, "our own, in batches", bare.inBatches());
        return rate / natively >= LEAST_SHARE ? 0 : 1;
    }

    private static void share(double imported, String whose, double rate) {
        say("%s: %,.0f signatures/s; import is %.3f of that", whose, rate, imported / rate);
    }

    /** Makes the chain, unless it is there from before; returns the height before the payments. */
    private long grown(Path at) throws InterruptedException, IOException {
        Path note = directory.resolve("funded");
        if (!Files.exists(note)) {
            try (Ledger source = members.builder(0, at, List.of()).open();
                    PacedSender sender = new PacedSender(source, UNDER_WAY)) {
                long funded = grow(source, sender);
                if (sender.failed() > 0) {
                    throw new IllegalStateException(sender.failed() + " transactions failed");
                }
                Files.writeString(note, Long.toString(funded));
            }
        }
        return Long.parseLong(Files.readString(note));
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

    /**
     * Lets a fresh node follow, and returns how many transfers a second it imported after the first block of them.
     *
     * @param transfers that come after it
     */
    private double follow(ChainInMemory chain, long first, int transfers) throws InterruptedException, IOException {
        Path own = Files.createTempDirectory(directory, "follower");
        RocksDbOptions options = RocksDbOptions.defaults().withWriteBufferBytes((long) writeBufferMib << 20);
        CountingStorage storage = new CountingStorage(RocksDbStorage.at(own, options));
        try (Ledger follower = members.builder(1, own, List.of())
                .transport(chain)
                .storage(storage)
                .signatures(crypto)
                .beginWithSnapshotAbove(Long.MAX_VALUE)
                .retention(archive ? Retention.ARCHIVE : Retention.ALL_BLOCKS)
                .open()) {
            while (follower.head().height() < first) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            long begin = System.nanoTime();
            long from = follower.head().height();
            storage.reset();
            ThreadTimes before = ThreadTimes.now();
            while (follower.head().height() < chain.last()) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            ThreadTimes after = ThreadTimes.now();
            int passed = from == first ? 0 : chain.transactions(first + 1, from).size();
            double imported = transfers - passed;
            say(
                    "%.0f transfers in %d blocks in %.2f s; %s",
                    imported, chain.last() - from, seconds, storage.perItem((long) imported));
            say("processor time a transfer: %s", after.since(before, imported));
            return imported / seconds;
        }
    }
}
