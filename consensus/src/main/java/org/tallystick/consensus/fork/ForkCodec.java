package org.tallystick.consensus.fork;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tallystick.codec.CanonicalReader;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.HeaderCodec;
import org.tallystick.codec.MalformedException;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.spi.consensus.Effect;
import org.tallystick.spi.consensus.ProposedBlock;

/** The one encoding of {@link ForkMessage}, of a sealed block, and of a sealed header. Immutable. */
public final class ForkCodec {
    private static final int VERSION = 1;
    private static final int BLOCKS = 1;
    private static final int HEAD = 2;
    private static final int REQUEST = 3;

    private final Hash chainId;
    private final long epoch;

    /** For one chain and epoch; messages of others are refused. */
    public ForkCodec(Hash chainId, long epoch) {
        this.chainId = chainId;
        this.epoch = epoch;
    }

    /** A message to all; in one with a single block it is told where that is, as who lacks it will ask for it. */
    Effect.Broadcast broadcast(ForkMessage message) {
        Bytes encoded = encode(message);
        Optional<Effect.BlockPlace> place = Optional.empty();
        if (message instanceof ForkMessage.Blocks sent && sent.blocks().size() == 1) {
            ProposedBlock block = sent.blocks().get(0).block();
            int length = block.body().size();
            place = Optional.of(new Effect.BlockPlace(block.hash(), encoded.size() - length, length));
        }
        return new Effect.Broadcast(encoded, place);
    }

    Bytes encode(ForkMessage message) {
        CanonicalWriter out = new CanonicalWriter(128).u8(VERSION).hash(chainId).u64(epoch);
        if (message instanceof ForkMessage.Blocks sent) {
            out.u8(BLOCKS).u8(sent.blocks().size());
            sent.blocks().forEach(block -> write(block, out));
        } else if (message instanceof ForkMessage.Head head) {
            out.u8(HEAD)
                    .u8(head.ask().ordinal())
                    .hash(head.hash())
                    .u64(head.height())
                    .u64(head.finalHeight());
        } else if (message instanceof ForkMessage.Request request) {
            out.u8(REQUEST).hash(request.hash()).u64(request.above());
        }
        return out.toBytes();
    }

    ForkMessage decode(Bytes encoded) throws MalformedException {
        CanonicalReader in = CanonicalReader.of(encoded);
        if (in.u8("version") != VERSION || !in.hash("chain id").equals(chainId) || in.u64("epoch") != epoch) {
            throw new MalformedException("a message of another version, chain or epoch");
        }
        ForkMessage message = read(in);
        in.end("message");
        return message;
    }

    private static ForkMessage read(CanonicalReader in) throws MalformedException {
        int kind = in.u8("kind");
        try {
            switch (kind) {
                case BLOCKS -> {
                    int count = in.u8("number of blocks");
                    List<SealedBlock> blocks = new ArrayList<>();
                    for (int i = 0; i < Math.min(count, ForkLimits.MAX_BLOCKS_A_MESSAGE + 1); i++) {
                        blocks.add(readBlock(in));
                    }
                    return new ForkMessage.Blocks(blocks);
                }
                case HEAD -> {
                    int ask = in.u8("ask");
                    if (ask >= ForkMessage.Head.Ask.values().length) {
                        throw new MalformedException("ask is 0, 1 or 2, not " + ask);
                    }
                    return new ForkMessage.Head(
                            ForkMessage.Head.Ask.values()[ask],
                            in.hash("head"),
                            in.u64("height"),
                            in.u64("final height"));
                }
                case REQUEST -> {
                    return new ForkMessage.Request(in.hash("block"), in.u64("above"));
                }
                default -> throw new MalformedException("no message has kind " + kind);
            }
        } catch (IllegalArgumentException e) {
            throw new MalformedException(e.getMessage(), e);
        }
    }

    static void write(SealedBlock block, CanonicalWriter out) {
        writeSealed(block.header(), block.seal(), out);
        out.bytes32(block.block().body());
    }

    static SealedBlock readBlock(CanonicalReader in) throws MalformedException {
        Bytes encoded = in.bytes16("header", ForkLimits.MAX_HEADER);
        Bytes seal = in.bytes16("seal", ForkLimits.MAX_SEAL);
        Bytes body = in.bytes32("body", ForkLimits.MAX_BODY);
        return new SealedBlock(new ProposedBlock(readHeader(encoded), HeaderCodec.hash(encoded), body), seal);
    }

    static BlockHeader readHeader(Bytes encoded) throws MalformedException {
        try {
            return HeaderCodec.decode(encoded);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("header: " + e.getMessage(), e);
        }
    }

    static void writeSealed(BlockHeader header, Bytes seal, CanonicalWriter out) {
        out.bytes16(HeaderCodec.encode(header)).bytes16(seal);
    }

    /** A header with its seal, as evidence shows it. */
    public static Bytes sealedHeader(SealedBlock block) {
        CanonicalWriter out = new CanonicalWriter(512);
        writeSealed(block.header(), block.seal(), out);
        return out.toBytes();
    }
}
