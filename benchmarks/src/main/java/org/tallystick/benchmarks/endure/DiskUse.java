package org.tallystick.benchmarks.endure;

import static org.tallystick.benchmarks.endure.Child.say;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.tallystick.api.Ledger;
import org.tallystick.api.Retention;
import org.tallystick.codec.AccountCodec;
import org.tallystick.codec.TransactionCodec;
import org.tallystick.contract.token.TokenCalls;
import org.tallystick.contract.token.TokenContract;
import org.tallystick.crypto.Signer;
import org.tallystick.internal.node.NodeAssembly;
import org.tallystick.internal.node.NodeConfig;
import org.tallystick.model.AccountId;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.PublicKey;
import org.tallystick.model.SignedTransaction;
import org.tallystick.model.Transaction;
import org.tallystick.storage.rocksdb.RocksDbStorage;
import org.tallystick.testkit.MockSigner;
import org.tallystick.testkit.node.SoloLedger;
import picocli.CommandLine;

/** How much of the disk a ledger takes for what its users sent. Signatures are random bytes that nobody checks. */
@CommandLine.Command(
        name = "disk",
        description = "Use of the disk for transfers with random memos, after close.",
        mixinStandardHelpOptions = true)
final class DiskUse implements Callable<Integer> {
    private static final int LANES = 500;

    @CommandLine.Option(names = "--dir", required = true, description = "an empty directory for the node")
    private Path directory;

    @CommandLine.Option(names = "--transfers", defaultValue = "1000000")
    private int transfers;

    @CommandLine.Option(names = "--accounts", defaultValue = "100000")
    private int accounts;

    @CommandLine.Option(names = "--memo", defaultValue = "100", description = "random bytes in each call")
    private int memo;

    @CommandLine.Option(
            names = "--under-way",
            defaultValue = "250",
            description = "at a time; fewer make smaller blocks")
    private int underWay;

    @CommandLine.Option(names = "--keep-blocks", description = "a retention; without it everything is kept")
    private Long keepBlocks;

    private final MockSigner signer = MockSigner.numbered(1);
    private final AccountId id = AccountCodec.idOf(signer.publicKey());
    private final Hash asset = TokenContract.assetId(id, "EUR");
    private final SplittableRandom random = new SplittableRandom(1);
    private final Signer unpredictable = new Signer() { // as true signatures are, which do not compress
                @Override
                public PublicKey publicKey() {
                    return signer.publicKey();
                }

                @Override
                public Bytes sign(byte[] message) {
                    byte[] signature = new byte[64];
                    random.nextBytes(signature);
                    return Bytes.wrap(signature);
                }
            };
    private long raw;

    @Override
    public Integer call() throws Exception {
        NodeConfig solo = new SoloLedger().storage(RocksDbStorage.at(directory)).config();
        NodeConfig trusting = new NodeConfig(
                solo.genesis(),
                solo.nodeKey(),
                solo.validatorKeys().stream().findFirst(),
                solo.storage(),
                solo.transport(),
                solo.engine(),
                solo.contracts(),
                (key, message, signature) -> true,
                solo.limits(),
                solo.runtime());
        Retention retention = keepBlocks == null ? Retention.ARCHIVE : Retention.ofBlocks(keepBlocks);
        long height;
        long failed;
        try (Ledger ledger = NodeAssembly.open(trusting, retention);
                PacedSender sender = new PacedSender(ledger, underWay)) {
            sender.send(signed(ledger, TokenCalls.issue("EUR", id, Long.MAX_VALUE / 2), 0, 0));
            sender.await();
            for (int i = 0; i < transfers; i++) {
                byte[] note = new byte[memo];
                random.nextBytes(note);
                AccountId to = AccountCodec.idOf(
                        MockSigner.numbered(100 + random.nextInt(accounts)).publicKey());
                sender.send(
                        signed(ledger, TokenCalls.transfer(asset, to, 1, Bytes.wrap(note)), 1 + i % LANES, i / LANES));
                if (i % 100_000 == 99_999) {
                    say("%d sent, block %d, %d MiB", i + 1, ledger.head().height(), sizeOf(directory) >> 20);
                }
            }
            sender.await();
            failed = sender.failed();
            height = ledger.head().height();
        }
        long disk = sizeOf(directory);
        say(
                "%d transfers (%d failed) in %d blocks: %d MiB of transactions; %d MiB on disk after close, %.3f times;"
                        + " db %d MiB, of which %d MiB are sorted files and %d MiB logs; votes %d MiB",
                transfers,
                failed,
                height,
                raw >> 20,
                disk >> 20,
                disk / (double) raw,
                sizeOf(directory.resolve("db")) >> 20,
                sizeOf(directory.resolve("db"), ".sst") >> 20,
                sizeOf(directory.resolve("db"), ".log") >> 20,
                sizeOf(directory.resolve("votes")) >> 20);
        return failed == 0 && (keepBlocks != null || disk <= 1.5 * raw) ? 0 : 1;
    }

    private SignedTransaction signed(Ledger ledger, Bytes call, int lane, long sequence) {
        Transaction body = new Transaction(
                ledger.chainId(),
                id,
                lane,
                sequence,
                System.currentTimeMillis() + 3_000_000,
                TokenContract.ID,
                call,
                1_000_000,
                List.of());
        SignedTransaction signed = TransactionCodec.sign(body, List.of(unpredictable));
        raw += TransactionCodec.encode(signed).bytes().size();
        return signed;
    }

    private static long sizeOf(Path directory) throws IOException {
        return sizeOf(directory, "");
    }

    /** Of files whose names end so; those that vanish meanwhile do not count. */
    private static long sizeOf(Path directory, String ending) throws IOException {
        long[] sum = new long[1];
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                sum[0] += file.toString().endsWith(ending) ? attributes.size() : 0;
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        return sum[0];
    }
}
