package org.tallystick.examples.cluster;

import java.util.ArrayList;
import java.util.List;
import org.tallystick.api.Refusal;
import org.tallystick.codec.CanonicalReader;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.MalformedException;
import org.tallystick.model.AccountId;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;

/** The payloads of control frames. Both ends are of the same build, so there are no versions. */
final class ControlCodec {
    /** The most accounts or lanes in one request, so that neither it nor its answer outgrows a frame. */
    static final int MAX_LIST = 10_000;

    private static final int MAX_TEXT = 4096;

    private ControlCodec() {}

    /** A lane of an account. */
    record Lane(AccountId account, int lane) {}

    /** A question for the balances that accounts have of an asset. */
    record BalanceRequest(Hash asset, List<AccountId> accounts) {}

    /** Supply of an asset and balances of several accounts, all after one block. */
    record Balances(long height, long supply, List<Long> amounts) {}

    /** A question for a run of blocks. */
    record Range(long from, int count) {}

    static byte[] encode(Answer answer) {
        CanonicalWriter out = new CanonicalWriter(64);
        if (answer instanceof Answer.Final done) {
            out.u8(0).u8(done.succeeded() ? 1 : 0).u64(done.height()).text(cut(done.detail()));
        } else if (answer instanceof Answer.Refused refused) {
            out.u8(1).text(refused.reason().name()).text(cut(refused.message()));
        } else if (answer instanceof Answer.Indeterminate unclear) {
            out.u8(2).text(cut(unclear.reason()));
        } else if (answer instanceof Answer.Pending) {
            out.u8(3);
        } else if (answer instanceof Answer.Dropped dropped) {
            out.u8(4).text(cut(dropped.reason()));
        } else if (answer instanceof Answer.Unknown unknown) {
            out.u8(5).u64(unknown.headTimestamp());
        }
        return out.toArray();
    }

    static Answer answer(byte[] payload) throws MalformedException {
        CanonicalReader in = new CanonicalReader(payload);
        int tag = in.u8("kind of answer");
        return switch (tag) {
            case 0 -> new Answer.Final(in.u8("success") == 1, in.u64("height"), in.text("detail", MAX_TEXT));
            case 1 ->
                new Answer.Refused(Refusal.Reason.valueOf(in.text("reason", MAX_TEXT)), in.text("message", MAX_TEXT));
            case 2 -> new Answer.Indeterminate(in.text("reason", MAX_TEXT));
            case 3 -> new Answer.Pending();
            case 4 -> new Answer.Dropped(in.text("reason", MAX_TEXT));
            case 5 -> new Answer.Unknown(in.u64("timestamp"));
            default -> throw new MalformedException("no answer has the tag " + tag);
        };
    }

    static byte[] encode(NodeReport report) {
        return new CanonicalWriter(256)
                .u8(report.running() ? 1 : 0)
                .u8(report.failed() ? 1 : 0)
                .text(cut(report.health()))
                .u64(report.height())
                .hash(report.hash())
                .hash(report.stateRoot())
                .u64(report.timestamp())
                .u32(report.peers())
                .toArray();
    }

    static NodeReport report(byte[] payload) throws MalformedException {
        CanonicalReader in = new CanonicalReader(payload);
        return new NodeReport(
                in.u8("running") == 1,
                in.u8("failed") == 1,
                in.text("health", MAX_TEXT),
                in.u64("height"),
                in.hash("hash"),
                in.hash("state root"),
                in.u64("timestamp"),
                in.u32("peers", Integer.MAX_VALUE));
    }

    static byte[] encode(Range range) {
        return new CanonicalWriter(16).u64(range.from()).u32(range.count()).toArray();
    }

    static Range range(byte[] payload) throws MalformedException {
        CanonicalReader in = new CanonicalReader(payload);
        return new Range(in.u64("height"), in.u32("count", MAX_LIST));
    }

    static void write(BlockSummary block, CanonicalWriter out) {
        out.u64(block.height()).hash(block.hash()).hash(block.parent()).hash(block.stateRoot());
        out.u32(block.entries().size());
        for (BlockSummary.Entry entry : block.entries()) {
            out.hash(entry.id()).u8(entry.succeeded() ? 1 : 0);
        }
    }

    static List<BlockSummary> blocks(byte[] payload) throws MalformedException {
        CanonicalReader in = new CanonicalReader(payload);
        List<BlockSummary> blocks = new ArrayList<>();
        while (in.remaining() > 0) {
            long height = in.u64("height");
            Hash hash = in.hash("hash");
            Hash parent = in.hash("parent");
            Hash stateRoot = in.hash("state root");
            int count = in.u32("transactions", payload.length);
            List<BlockSummary.Entry> entries = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                entries.add(new BlockSummary.Entry(in.hash("transaction"), in.u8("success") == 1));
            }
            blocks.add(new BlockSummary(height, hash, parent, stateRoot, entries));
        }
        return blocks;
    }

    static byte[] encode(BalanceRequest request) {
        CanonicalWriter out = new CanonicalWriter(40 + request.accounts().size() * Hash.SIZE);
        out.hash(request.asset()).u32(request.accounts().size());
        request.accounts().forEach(account -> out.hash(account.hash()));
        return out.toArray();
    }

    static BalanceRequest balanceRequest(byte[] payload) throws MalformedException {
        CanonicalReader in = new CanonicalReader(payload);
        Hash asset = in.hash("asset");
        int count = in.u32("accounts", MAX_LIST);
        List<AccountId> accounts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            accounts.add(new AccountId(in.hash("account")));
        }
        return new BalanceRequest(asset, accounts);
    }

    static byte[] encodeLanes(List<Lane> lanes) {
        CanonicalWriter out = new CanonicalWriter(8 + lanes.size() * (Hash.SIZE + 2)).u32(lanes.size());
        lanes.forEach(lane -> out.hash(lane.account().hash()).u16(lane.lane()));
        return out.toArray();
    }

    static List<Lane> lanes(byte[] payload) throws MalformedException {
        CanonicalReader in = new CanonicalReader(payload);
        int count = in.u32("lanes", MAX_LIST);
        List<Lane> lanes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            lanes.add(new Lane(new AccountId(in.hash("account")), in.u16("lane")));
        }
        return lanes;
    }

    static byte[] encode(Balances balances) {
        CanonicalWriter out = new CanonicalWriter(16 + balances.amounts().size() * 8);
        out.u64(balances.height()).u64(balances.supply()).u32(balances.amounts().size());
        balances.amounts().forEach(out::u64);
        return out.toArray();
    }

    static Balances balances(byte[] payload) throws MalformedException {
        CanonicalReader in = new CanonicalReader(payload);
        return new Balances(in.u64("height"), in.u64("supply"), numbers(in));
    }

    static byte[] encodeNumbers(List<Long> numbers) {
        CanonicalWriter out = new CanonicalWriter(8 + numbers.size() * 8).u32(numbers.size());
        numbers.forEach(out::u64);
        return out.toArray();
    }

    static List<Long> numbers(byte[] payload) throws MalformedException {
        return numbers(new CanonicalReader(payload));
    }

    private static List<Long> numbers(CanonicalReader in) throws MalformedException {
        int count = in.u32("numbers", MAX_LIST);
        List<Long> numbers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            numbers.add(in.u64("number"));
        }
        return numbers;
    }

    static byte[] encodeText(String text) {
        return Bytes.utf8(cut(text)).toArray();
    }

    static String text(byte[] payload) {
        return Bytes.copyOf(payload).toUtf8();
    }

    private static String cut(String text) {
        return text.length() <= 1000 ? text : text.substring(0, 1000) + "…";
    }
}
