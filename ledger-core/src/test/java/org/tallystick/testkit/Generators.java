package org.tallystick.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.tallystick.codec.TransactionCodec;
import org.tallystick.crypto.PrivateKey;
import org.tallystick.model.AccountId;
import org.tallystick.model.AccountRecord;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.ContractEvent;
import org.tallystick.model.ContractId;
import org.tallystick.model.ContractRef;
import org.tallystick.model.Genesis;
import org.tallystick.model.Genesis.GenesisAccount;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.model.Outcome;
import org.tallystick.model.Parameters;
import org.tallystick.model.PublicKey;
import org.tallystick.model.Receipt;
import org.tallystick.model.SignatureScheme;
import org.tallystick.model.SignedTransaction;
import org.tallystick.model.Transaction;
import org.tallystick.model.Validator;
import org.tallystick.model.ValidatorSet;
import org.tallystick.model.Witness;

/**
 * Makes valid values of the model out of a seed, the edges of their ranges more often than chance would. The same seed
 * and the same calls give the same values. Public keys and signatures are random bytes unless a method says otherwise.
 */
public final class Generators {
    private static final String LOWER = "abcdefghijklmnopqrstuvwxyz";
    private static final String[] CHARACTERS = {
        "a", "Z", "7", " ", "\"", "\\", "\n", "\u0000", "é", "ß", "中", "\uFFFF", "😀"
    };

    private final Random random;

    /** With everything that follows decided by a seed. */
    public Generators(long seed) {
        this.random = new Random(seed);
    }

    /** The source of chance, for choices of a test's own. */
    public Random random() {
        return random;
    }

    /** A number from {@code min} to {@code max}, either of which comes up in one case of eight. */
    public long between(long min, long max) {
        return switch (random.nextInt(8)) {
            case 0 -> min;
            case 1 -> max;
            case 2, 3, 4 -> min + random.nextLong(Math.min(max - min, 1000) + 1);
            default ->
                max - min == Long.MAX_VALUE ? random.nextLong() & Long.MAX_VALUE : min + random.nextLong(max - min + 1);
        };
    }

    /** The same, as an int. */
    public int between(int min, int max) {
        return (int) between((long) min, max);
    }

    /** 0 to {@code max} items. */
    public <T> List<T> list(int max, Supplier<T> item) {
        List<T> out = new ArrayList<>();
        for (int i = random.nextInt(max + 1); i > 0; i--) {
            out.add(item.get());
        }
        return out;
    }

    /** A string of {@code size} bytes. */
    public Bytes bytes(int size) {
        byte[] out = new byte[size];
        random.nextBytes(out);
        return Bytes.wrap(out);
    }

    /** A hash; now and then all zero or all one. */
    public Hash hash() {
        byte[] out = new byte[Hash.SIZE];
        switch (random.nextInt(16)) {
            case 0 -> Arrays.fill(out, (byte) 0xFF);
            case 1 -> {}
            default -> random.nextBytes(out);
        }
        return Hash.of(out);
    }

    /** An account id. */
    public AccountId account() {
        return new AccountId(hash());
    }

    /** A text of {@code minBytes} to {@code maxBytes} bytes of UTF-8, with characters of every length in it. */
    public String text(int minBytes, int maxBytes) {
        int wanted = between(minBytes, maxBytes);
        StringBuilder out = new StringBuilder();
        int size = 0;
        while (size < wanted) {
            String next = CHARACTERS[random.nextInt(CHARACTERS.length)];
            int more = Bytes.utf8(next).size();
            if (size + more <= wanted) {
                out.append(next);
                size += more;
            }
        }
        return out.toString();
    }

    /** A text of 1 to {@code max} lower-case letters. */
    public String word(int max) {
        StringBuilder out = new StringBuilder();
        for (int i = between(1, max); i > 0; i--) {
            out.append(LOWER.charAt(random.nextInt(LOWER.length())));
        }
        return out.toString();
    }

    /** A contract id. */
    public ContractId contract() {
        return new ContractId(word(60) + (random.nextBoolean() ? "-v1." : ""));
    }

    /** A real private key. */
    public PrivateKey privateKey() {
        return PrivateKey.fromSeed(bytes(PrivateKey.SEED_SIZE).toArray());
    }

    /** A public key that nobody has the private key of. */
    public PublicKey publicKey() {
        return new PublicKey(SignatureScheme.ED25519, bytes(SignatureScheme.ED25519.keySize()));
    }

    /** A transaction. */
    public Transaction transaction() {
        return new Transaction(
                hash(),
                account(),
                between(0, Transaction.MAX_LANE),
                between(0, Long.MAX_VALUE),
                between(0, Long.MAX_VALUE),
                contract(),
                bytes(between(0, 300)),
                between(1, Long.MAX_VALUE),
                list(random.nextInt(8) == 0 ? Transaction.MAX_ATTACHMENTS : 3, this::hash));
    }

    /** A transaction with signatures that do not verify. */
    public SignedTransaction signedTransaction() {
        TreeSet<PublicKey> keys = new TreeSet<>();
        for (int i = between(1, SignedTransaction.MAX_WITNESSES); i > 0; i--) {
            keys.add(publicKey());
        }
        return new SignedTransaction(
                transaction(),
                keys.stream()
                        .map(key -> new Witness(key, bytes(key.scheme().signatureSize())))
                        .toList());
    }

    /** A transaction with signatures that verify. */
    public SignedTransaction trulySignedTransaction() {
        List<PrivateKey> keys = new ArrayList<>(List.of(privateKey()));
        keys.addAll(list(2, this::privateKey));
        return TransactionCodec.sign(transaction(), keys);
    }

    /** How an execution ended. */
    public Outcome outcome() {
        return switch (random.nextInt(3)) {
            case 0 -> new Outcome.Succeeded(bytes(between(0, random.nextInt(8) == 0 ? Outcome.MAX_RESULT : 64)));
            case 1 -> new Outcome.Refused(word(Outcome.MAX_CODE), text(0, Outcome.MAX_MESSAGE));
            default -> new Outcome.Failed(Outcome.Cause.values()[random.nextInt(Outcome.Cause.values().length)]);
        };
    }

    /** Something a contract announced. */
    public ContractEvent event() {
        int max = random.nextInt(16) == 0 ? ContractEvent.MAX_DATA : 64;
        return new ContractEvent(contract(), word(ContractEvent.MAX_NAME), bytes(between(0, max)));
    }

    /** A receipt. */
    public Receipt receipt() {
        Outcome outcome = outcome();
        int maxEvents = random.nextInt(16) == 0 ? Receipt.MAX_EVENTS : 3;
        return new Receipt(
                hash(),
                between(0, Long.MAX_VALUE),
                between(0, Integer.MAX_VALUE),
                outcome,
                between(0, Long.MAX_VALUE),
                outcome instanceof Outcome.Succeeded ? list(maxEvents, this::event) : List.of());
    }

    /** A block header. */
    public BlockHeader header() {
        return new BlockHeader(
                hash(),
                between(0, Long.MAX_VALUE),
                hash(),
                between(0, Long.MAX_VALUE),
                publicKey(),
                between(0, Integer.MAX_VALUE),
                hash(),
                hash(),
                hash(),
                hash(),
                hash(),
                hash(),
                bytes(between(0, random.nextInt(8) == 0 ? BlockHeader.MAX_ENGINE_FIELDS : 32)));
    }

    /** An account's keys and delegates. */
    public AccountRecord accountRecord() {
        TreeSet<PublicKey> keys = new TreeSet<>(list(AccountRecord.MAX_KEYS - 1, this::publicKey));
        keys.add(publicKey());
        TreeSet<AccountId> delegates = new TreeSet<>(list(AccountRecord.MAX_DELEGATES, this::account));
        return new AccountRecord(List.copyOf(keys), between(1, keys.size()), List.copyOf(delegates));
    }

    /** Parameters, not necessarily sensible ones. */
    public Parameters parameters() {
        int blockBytes = between(1 << 10, 32 << 20);
        int viewTimeout = between(10, 10_000);
        return new Parameters(
                        blockBytes,
                        between(1, 100_000),
                        between(256, blockBytes),
                        between(1_000, 366L * 86_400_000),
                        between(1, Long.MAX_VALUE),
                        between(1, Transaction.MAX_LANE + 1),
                        viewTimeout,
                        between(viewTimeout, 60_000),
                        between(0, 86_400_000))
                .withEngineSettings(bytes(between(0, 1) * between(0, 40)));
    }

    /** A validator set of 1 to {@code max}. */
    public ValidatorSet validators(long epoch, int max) {
        List<Validator> validators = list(max - 1, this::validator);
        validators.add(validator());
        return new ValidatorSet(epoch, validators);
    }

    /** A validator. */
    public Validator validator() {
        return new Validator(text(1, 64), publicKey(), new NodeId(publicKey()));
    }

    /** A genesis. */
    public Genesis genesis() {
        TreeSet<NodeId> nodes = new TreeSet<>(list(4, () -> new NodeId(publicKey())));
        TreeMap<ContractId, ContractRef> contracts = new TreeMap<>();
        for (ContractId id : list(4, this::contract)) {
            contracts.put(id, new ContractRef(id, between(1, Integer.MAX_VALUE)));
        }
        TreeMap<AccountId, GenesisAccount> accounts = new TreeMap<>();
        for (AccountId id : list(4, this::account)) {
            accounts.put(id, new GenesisAccount(id, accountRecord()));
        }
        return new Genesis(
                text(1, 64),
                between(0, Long.MAX_VALUE),
                word(32),
                validators(0, 7),
                random.nextBoolean(),
                List.copyOf(nodes),
                parameters(),
                List.copyOf(contracts.values()),
                List.copyOf(accounts.values()));
    }
}
