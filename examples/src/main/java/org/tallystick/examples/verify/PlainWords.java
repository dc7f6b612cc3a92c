package org.tallystick.examples.verify;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.tallystick.codec.CanonicalReader;
import org.tallystick.codec.MalformedException;
import org.tallystick.codec.TransactionCodec;
import org.tallystick.contract.token.TokenContract;
import org.tallystick.model.BlockHeader;
import org.tallystick.model.Bytes;
import org.tallystick.model.Genesis;
import org.tallystick.model.Hash;
import org.tallystick.model.Outcome;
import org.tallystick.model.Receipt;
import org.tallystick.model.Transaction;
import org.tallystick.model.Validator;
import org.tallystick.proof.Claim;
import org.tallystick.proof.Proof;
import org.tallystick.proof.Verdict;

/** Says what a proof proves, for people. */
final class PlainWords {
    private static final int BALANCE = 1;

    private final Genesis genesis;
    private final Verdict.Verified verified;
    private final List<String> lines = new ArrayList<>();

    PlainWords(Genesis genesis, Verdict.Verified verified) {
        this.genesis = genesis;
        this.verified = verified;
    }

    List<String> lines() {
        Proof proof = verified.proof();
        lines.add("Proven, on the ledger \"" + genesis.network() + "\" ("
                + verified.checkpoint().chainId() + "):");
        block(proof.subject(), verified.subject());
        proof.claims().forEach(this::claim);
        BlockHeader attested = proof.attested();
        if (proof.ancestor().isPresent()) {
            lines.add("- That block lies below block " + attested.height() + ", " + verified.attested() + ", of "
                    + time(attested.timestamp()) + ", which is final.");
        }
        attestation(proof);
        return lines;
    }

    private void block(BlockHeader header, Hash hash) {
        lines.add("- Block " + header.height() + ", " + hash + ", of " + time(header.timestamp()) + ", is final.");
    }

    private void claim(Claim claim) {
        if (claim instanceof Claim.Included included) {
            Transaction body = included.transaction().body();
            lines.add("- It contains transaction " + TransactionCodec.id(body) + " at place " + included.index()
                    + ": account " + body.sender() + " calls the contract " + body.contract() + " (lane " + body.lane()
                    + ", number " + body.sequence() + ", " + body.call().size() + " bytes).");
        } else if (claim instanceof Claim.Ended ended) {
            Receipt receipt = ended.receipt();
            lines.add("- Transaction " + receipt.transactionId() + " " + outcome(receipt.outcome()) + ".");
            receipt.events()
                    .forEach(event -> lines.add("    event " + event.contract() + "/" + event.name() + " "
                            + event.data().toHex()));
        } else if (claim instanceof Claim.Held held) {
            held(held);
        } else if (claim instanceof Claim.Continues continues) {
            lines.add("- The history of its first " + continues.size() + " blocks still has the root "
                    + continues.root() + "; nothing of it was changed.");
        }
    }

    private void held(Claim.Held held) {
        String owner = held.space().isEmpty() ? "the ledger itself" : "the contract " + held.space();
        String value = held.value().map(found -> "the value " + found.toHex()).orElse("no value");
        lines.add("- After it the key " + held.key().toHex() + " of " + owner + " had " + value + ".");
        if (held.space().equals(TokenContract.ID.name())
                && held.key().size() == 1 + 2 * Hash.SIZE
                && held.key().get(0) == BALANCE) {
            byte[] key = held.key().toArray();
            lines.add("    That is the balance of account " + Hash.of(key, 1 + Hash.SIZE) + " in the asset "
                    + Hash.of(key, 1) + ": "
                    + held.value().map(PlainWords::amount).orElse("0") + ".");
        }
    }

    private static String amount(Bytes value) {
        try {
            return Long.toString(CanonicalReader.of(value).u64("balance"));
        } catch (MalformedException e) {
            return "not a number (" + e.getMessage() + ")";
        }
    }

    private static String outcome(Outcome outcome) {
        if (outcome instanceof Outcome.Succeeded succeeded) {
            return succeeded.result().size() == 0
                    ? "succeeded"
                    : "succeeded, with the answer " + succeeded.result().toHex();
        } else if (outcome instanceof Outcome.Refused refused) {
            return "was refused by the contract: " + refused.code() + ", " + refused.message();
        }
        return "failed: " + ((Outcome.Failed) outcome).cause();
    }

    private void attestation(Proof proof) {
        int all = verified.checkpoint().config().validators().size();
        int needed = verified.checkpoint().config().validators().quorum();
        if (verified.attestors().isEmpty()) {
            lines.add("Attested by the rule of the engine " + genesis.engine() + ", whose proofs name nobody.");
        } else {
            lines.add("Attested by " + verified.attestors().size() + " of " + all + " validators ("
                    + needed + " are needed): "
                    + verified.attestors().stream().map(Validator::name).collect(Collectors.joining(", ")) + ".");
        }
        if (!proof.steps().isEmpty()) {
            lines.add("The validators or their rules changed " + proof.steps().size()
                    + " times since the genesis; each change was attested by those before it.");
        }
        lines.add("The time is the one in the block, which the validators accepted as not more than seconds ahead.");
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
