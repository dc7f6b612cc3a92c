package org.tallystick.storage.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.tallystick.model.Hash;
import org.tallystick.spi.storage.Column;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.spi.storage.StorageException;
import org.tallystick.spi.storage.VoteJournal;
import org.tallystick.spi.storage.WriteBatch;

/**
 * The process that {@link RocksDbKillTest} kills: goes on where the last one stopped, with one thread that commits
 * numbered batches and one that appends numbered votes, and says which are durable.
 */
final class KilledWriter {
    static final byte[] HEAD = "head".getBytes(UTF_8);
    static final List<String> STATE = List.of("a", "b", "c", "d", "e");

    private static final int MAX_BODY = 200_000;
    private static final int MAX_VOTE = 20_000;
    private static final int KEPT_VOTES = 50;

    private KilledWriter() {}

    public static void main(String[] arguments) throws Exception {
        LedgerStore store = RocksDbStorage.at(Path.of(arguments[0])).open(Hash.ZERO, 1);
        Thread voter = new Thread(() -> vote(store.journal()));
        voter.setDaemon(true);
        voter.start();
        for (long number = head(store) + 1; true; number++) {
            store.commit(batch(number));
            acknowledge("commit", number);
        }
    }

    private static void vote(VoteJournal journal) {
        for (long number = lastVote(journal.replay()) + 1; true; number++) {
            journal.append(List.of(new VoteJournal.Entry(number, vote(number))));
            acknowledge("vote", number);
            if (number % KEPT_VOTES == 0) {
                journal.discardBelow(number - KEPT_VOTES);
            }
        }
    }

    static long head(LedgerStore store) {
        byte[] head = store.get(Column.META, HEAD);
        return head == null ? -1 : ByteBuffer.wrap(head).getLong();
    }

    static long lastVote(List<VoteJournal.Entry> records) {
        return records.isEmpty() ? -1 : records.get(records.size() - 1).position();
    }

    private static WriteBatch batch(long number) {
        WriteBatch batch = new WriteBatch().put(Column.BODIES, key(number), body(number));
        for (String name : STATE) {
            batch.put(Column.STATE, name.getBytes(UTF_8), key(number));
        }
        return batch.put(Column.META, HEAD, key(number));
    }

    static byte[] key(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    static byte[] body(long number) {
        return bytes(new Random(number), MAX_BODY);
    }

    static byte[] vote(long number) {
        return bytes(new Random(-number - 1), number % 8 == 0 ? MAX_VOTE : 300);
    }

    private static byte[] bytes(Random random, int most) {
        byte[] bytes = new byte[1 + random.nextInt(most)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** One small write, which a pipe takes whole. */
    private static void acknowledge(String what, long number) {
        try {
            new FileOutputStream(FileDescriptor.out).write((what + " " + number + "\n").getBytes(UTF_8));
        } catch (IOException e) {
            throw new StorageException(StorageException.Kind.IO, "nobody listens", e);
        }
    }
}
