package org.tallystick.consensus.bft;

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

/**
 * The one encoding of consensus messages on one chain in one epoch. It also serves for certificates beside blocks, for
 * evidence and inside the journal. Decoding accepts only what encodes back to the same bytes.
 */
final class MessageCodec {
    private static final int VERSION = 1;
    private static final int REPEAT = 1;

    private static final int PROPOSAL = 1;
    private static final int VOTE = 2;
    private static final int CERTIFICATE = 3;
    private static final int BLOCK_REQUEST = 4;
    private static final int BLOCK_REPLY = 5;
    private static final int CERTIFICATE_REQUEST = 6;
    private static final int VOTE_QUERY = 7;
    private static final int VOTE_REPORT = 8;
    private static final int EPOCH_QUERY = 9;
    private static final int EPOCH_REPORT = 10;

    /** Says which certificates have nothing new to say. */
    interface Known {
        /** Nothing is known. */
        Known NOTHING = (subject, signers) -> false;

        /**
         * Whether a certificate need not be read.
         *
         * @param signers as in the encoding: bit i for validator i
         */
        boolean isKnown(Subject subject, Bytes signers);
    }

    private final Hash chainId;
    private final long epoch;
    private final int validators;
    private final Subject[] lastRead = new Subject[VoteKind.values().length]; // by kind

    MessageCodec(Hash chainId, long epoch, int validators) {
        this.chainId = chainId;
        this.epoch = epoch;
        this.validators = validators;
    }

    Bytes encode(Item item) {
        return encode(new Envelope(false, List.of(item)));
    }

    Bytes encode(Envelope envelope) {
        return broadcast(envelope).message();
    }

    /** A message to all. In one that is sent for the first time it is told where the block is that it proposes. */
    Effect.Broadcast broadcast(Envelope envelope) {
        CanonicalWriter out = new CanonicalWriter(estimate(envelope.items()));
        out.u8(VERSION).u8(envelope.repeat() ? REPEAT : 0).hash(chainId).u64(epoch);
        out.u8(envelope.items().size());
        Effect.BlockPlace place = null;
        for (Item item : envelope.items()) {
            write(out, item);
            if (item instanceof Proposal proposal && !envelope.repeat()) {
                ProposedBlock block = proposal.block();
                int length = block.body().size();
                place = new Effect.BlockPlace(block.hash(), out.size() - length, length);
            }
        }
        return new Effect.Broadcast(Bytes.wrap(out.toArray()), Optional.ofNullable(place));
    }

    /** The epoch that a message names, without a look at the rest; -1 when it is too short to be one. */
    static long epochOf(Bytes message) {
        int at = 2 + Hash.SIZE;
        return message.size() < at + Long.BYTES ? -1 : message.toBuffer().getLong(at) & Long.MAX_VALUE;
    }

    /** Whether a message says nothing but that a block is final, without a look at the signatures, or at its epoch. */
    static boolean isFinalizationOf(Bytes message, Hash block) {
        int kind = 2 + Hash.SIZE + Long.BYTES + 2;
        int hash = kind + 1 + 2 * Long.BYTES;
        return message.size() > hash + Hash.SIZE
                && message.get(kind - 2) == 1
                && message.get(kind - 1) == CERTIFICATE
                && message.get(kind) == VoteKind.FINALIZE.tag()
                && message.toBuffer()
                        .slice(hash, Hash.SIZE)
                        .equals(block.toBytes().toBuffer());
    }

    Envelope decode(Bytes message) throws MalformedException {
        return decode(message, Known.NOTHING);
    }

    /**
     * Decodes a message without the certificates that have nothing new to say, which all validators send to all: only the
     * lengths of their signatures are looked at. What the sender repeats because it is stuck is read in full.
     */
    Envelope decode(Bytes message, Known known) throws MalformedException {
        CanonicalReader in = CanonicalReader.of(message);
        int version = in.u8("message version");
        if (version != VERSION) {
            throw new MalformedException("message version " + version + " is not known; this is version " + VERSION);
        }
        int flags = in.u8("flags");
        if ((flags & ~REPEAT) != 0) {
            throw new MalformedException("unknown flags " + flags);
        }
        if (!in.hash("chain id").equals(chainId)) {
            throw new MalformedException("the message is of another chain");
        }
        long named = in.u64("epoch");
        if (named != epoch) {
            throw new MalformedException("the message is of epoch " + named + ", not " + epoch);
        }
        int count = in.u8("number of items");
        if (count > Limits.MAX_ITEMS) {
            throw new MalformedException(count + " items, at most " + Limits.MAX_ITEMS);
        }
        List<Item> items = new ArrayList<>(Math.min(count, 16));
        try {
            Known passedOver = flags == REPEAT ? Known.NOTHING : known;
            for (int i = 0; i < count; i++) {
                Item item = read(in, passedOver);
                if (item != null) {
                    items.add(item);
                }
            }
            in.end("message");
            return new Envelope(flags == REPEAT, items);
        } catch (IllegalArgumentException e) {
            throw new MalformedException(e.getMessage(), e);
        }
    }

    private static int estimate(List<Item> items) {
        int size = 64;
        for (Item item : items) {
            if (item instanceof Proposal proposal) {
                size += 700 + proposal.block().body().size();
            } else if (item instanceof Item.BlockReply reply) {
                size += 700 + reply.block().body().size();
            } else if (item instanceof Certificate certificate) {
                size += 200 + 66 * certificate.votes().size();
            } else {
                size += 160;
            }
        }
        return size;
    }

    private void write(CanonicalWriter out, Item item) {
        if (item instanceof Proposal proposal) {
            out.u8(PROPOSAL).u64(proposal.view()).u64(proposal.parentView()).bytes16(proposal.signature());
            writeBlock(out, proposal.block());
        } else if (item instanceof Vote vote) {
            writeVote(out.u8(VOTE), vote);
        } else if (item instanceof Certificate certificate) {
            writeCertificate(out.u8(CERTIFICATE), certificate);
        } else if (item instanceof Item.BlockRequest request) {
            out.u8(BLOCK_REQUEST).hash(request.block());
        } else if (item instanceof Item.BlockReply reply) {
            writeBlock(out.u8(BLOCK_REPLY), reply.block());
        } else if (item instanceof Item.CertificateRequest request) {
            out.u8(CERTIFICATE_REQUEST).u64(request.from()).u64(request.to());
        } else if (item instanceof Item.VoteQuery query) {
            out.u8(VOTE_QUERY).u16(query.validator());
        } else if (item instanceof Item.VoteReport report) {
            out.u8(VOTE_REPORT).u16(report.about()).u8(report.highest().isPresent() ? 1 : 0);
            report.highest().ifPresent(vote -> writeVote(out, vote));
        } else if (item instanceof Item.EpochQuery) {
            out.u8(EPOCH_QUERY);
        } else if (item instanceof Item.EpochReport) {
            out.u8(EPOCH_REPORT);
        }
    }

    private Item read(CanonicalReader in, Known known) throws MalformedException {
        int tag = in.u8("kind of item");
        return switch (tag) {
            case PROPOSAL -> {
                long view = in.u64("view");
                long parentView = in.u64("view of the parent");
                Bytes signature = in.bytes16("signature", Limits.MAX_SIGNATURE);
                yield new Proposal(view, parentView, readBlock(in), signature);
            }
            case VOTE -> readVote(in);
            case CERTIFICATE -> readCertificate(in, known);
            case BLOCK_REQUEST -> new Item.BlockRequest(in.hash("block"));
            case BLOCK_REPLY -> new Item.BlockReply(readBlock(in));
            case CERTIFICATE_REQUEST -> new Item.CertificateRequest(in.u64("first view"), in.u64("last view"));
            case VOTE_QUERY -> new Item.VoteQuery(readValidator(in));
            case VOTE_REPORT -> readReport(in);
            case EPOCH_QUERY -> new Item.EpochQuery();
            case EPOCH_REPORT -> new Item.EpochReport();
            default -> throw new MalformedException("unknown kind of item " + tag);
        };
    }

    private Item readReport(CanonicalReader in) throws MalformedException {
        int about = readValidator(in);
        int present = in.u8("presence of a vote");
        if (present > 1) {
            throw new MalformedException("presence of a vote is " + present + ", not 0 or 1");
        }
        Optional<Vote> highest = present == 1 ? Optional.of(readVote(in)) : Optional.empty();
        if (highest.isPresent() && highest.get().validator() != about) {
            throw new MalformedException("the reported vote is another validator's");
        }
        return new Item.VoteReport(about, highest);
    }

    private static void writeBlock(CanonicalWriter out, ProposedBlock block) {
        out.bytes32(HeaderCodec.encode(block.header())).bytes32(block.body());
    }

    private static ProposedBlock readBlock(CanonicalReader in) throws MalformedException {
        Bytes encoded = in.bytes32("header", Limits.MAX_HEADER);
        BlockHeader header = HeaderCodec.decode(encoded);
        Bytes body = in.bytes32("body", Limits.MAX_BODY);
        return new ProposedBlock(header, HeaderCodec.hash(encoded), body);
    }

    private static void writeSubject(CanonicalWriter out, Subject subject) {
        out.u8(subject.kind().tag()).u64(subject.view()).u64(subject.height()).hash(subject.block());
    }

    /** The votes of a view say the same, and so share one object: with many validators they are most of what a node holds. */
    private Subject readSubject(CanonicalReader in) throws MalformedException {
        int tag = in.u8("kind of vote");
        VoteKind kind = VoteKind.ofTag(tag);
        if (kind == null) {
            throw new MalformedException("unknown kind of vote " + tag);
        }
        Subject read = new Subject(kind, in.u64("view"), in.u64("height"), in.hash("block"));
        Subject last = lastRead[kind.ordinal()];
        if (read.equals(last)) {
            return last;
        }
        lastRead[kind.ordinal()] = read;
        return read;
    }

    private static void writeVote(CanonicalWriter out, Vote vote) {
        writeSubject(out, vote.subject());
        out.u16(vote.validator()).bytes16(vote.signature());
    }

    private Vote readVote(CanonicalReader in) throws MalformedException {
        Subject subject = readSubject(in);
        int validator = readValidator(in);
        return new Vote(subject, validator, in.bytes16("signature", Limits.MAX_SIGNATURE));
    }

    private int readValidator(CanonicalReader in) throws MalformedException {
        int validator = in.u16("validator");
        if (validator >= validators) {
            throw new MalformedException("validator " + validator + " of " + validators);
        }
        return validator;
    }

    private void writeCertificate(CanonicalWriter out, Certificate certificate) {
        writeSubject(out, certificate.subject());
        byte[] bitmap = new byte[(validators + 7) / 8];
        for (Vote vote : certificate.votes()) {
            bitmap[vote.validator() >> 3] |= (byte) (1 << (vote.validator() & 7));
        }
        out.raw(Bytes.wrap(bitmap));
        for (Vote vote : certificate.votes()) {
            out.bytes16(vote.signature());
        }
    }

    /** Null when it has nothing new to say. */
    private Certificate readCertificate(CanonicalReader in, Known known) throws MalformedException {
        Subject subject = readSubject(in);
        Bytes bitmap = in.raw("signers", (validators + 7) / 8);
        boolean needless = known.isKnown(subject, bitmap);
        List<Vote> votes = new ArrayList<>(needless ? 0 : validators);
        for (int i = 0; i < bitmap.size() * 8; i++) {
            if ((bitmap.get(i >> 3) >> (i & 7) & 1) == 0) {
                continue;
            }
            if (i >= validators) {
                throw new MalformedException("signer " + i + " of " + validators);
            }
            if (needless) {
                in.skip16("signature", Limits.MAX_SIGNATURE);
            } else {
                votes.add(new Vote(subject, i, in.bytes16("signature", Limits.MAX_SIGNATURE)));
            }
        }
        return needless ? null : new Certificate(subject, votes);
    }
}
