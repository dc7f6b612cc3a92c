package org.tallystick.consensus.mutants;

import java.util.List;
import org.tallystick.consensus.mutants.Mutant.Edit;

/** Bugs of the engine and of what it rests on. */
final class EngineMutants {
    private static final String BFT = "consensus/src/main/java/org/tallystick/consensus/bft/";
    private static final String CORE = "ledger-core/src/main/java/org/tallystick/";

    static final List<Mutant> ALL = List.of(
            Mutant.of(
                    "a quorum one too small",
                    new Edit(
                            CORE + "model/ValidatorSet.java",
                            "return size() - maxFaulty();",
                            "return size() - maxFaulty() - 1;")),
            Mutant.of(
                    "a quorum of f + 1",
                    new Edit(
                            CORE + "model/ValidatorSet.java",
                            "return size() - maxFaulty();",
                            "return maxFaulty() + 1;")),
            Mutant.of(
                    "a quorum of all",
                    new Edit(CORE + "model/ValidatorSet.java", "return size() - maxFaulty();", "return size();")),
            Mutant.of(
                    "f + 1 votes make a finalization",
                    new Edit(
                            BFT + "Intake.java",
                            "tally.count(subject) >= core.committee().quorum()",
                            "tally.count(subject) >= (subject.kind() == VoteKind.FINALIZE ? core.committee().maxFaulty() + 1 : core.committee().quorum())")),
            Mutant.of(
                    "f + 1 votes make a notarization",
                    new Edit(
                            BFT + "Intake.java",
                            "tally.count(subject) >= core.committee().quorum()",
                            "tally.count(subject) >= (subject.kind() == VoteKind.NOTARIZE ? core.committee().maxFaulty() + 1 : core.committee().quorum())")),
            Mutant.of(
                    "f + 1 votes make a nullification",
                    new Edit(
                            BFT + "Intake.java",
                            "tally.count(subject) >= core.committee().quorum()",
                            "tally.count(subject) >= (subject.kind() == VoteKind.NULLIFY ? core.committee().maxFaulty() + 1 : core.committee().quorum())")),
            Mutant.of(
                    "duplicate votes counted",
                    new Edit(
                            BFT + "Tally.java",
                            "if (group.ballots.of(vote.validator()) != null) { return false; }",
                            ""),
                    new Edit(BFT + "Intake.java", "settled || tally.has(vote) || ", "settled || ")),
            Mutant.of(
                    "certificates of too few votes accepted",
                    new Edit(BFT + "Intake.java", "if (certificate.votes().size() < quorum) { return; }", ""),
                    new Edit(
                            BFT + "Intake.java",
                            "if (lacking <= 0) {",
                            "if (lacking > fresh.size()) { tally.certify(certificate); core.views().certified(certificate.subject()); return; } if (lacking <= 0) {")),
            Mutant.of(
                    "signatures of votes not checked",
                    new Edit(
                            BFT + "Intake.java",
                            "if (good) { count(vote); return; }",
                            "if (true) { count(vote); return; }")),
            Mutant.of(
                    "signatures in certificates not checked",
                    new Edit(
                            BFT + "Intake.java",
                            "needed.forEach(tally::endCheck); if (good) {",
                            "needed.forEach(tally::endCheck); if (true) {")),
            Mutant.of(
                    "chain id left out of what is signed",
                    new Edit(
                            BFT + "Subject.java",
                            "SigningDomain.CONSENSUS.message(chainId, content)",
                            "SigningDomain.CONSENSUS.message(Hash.ZERO, content)")),
            Mutant.of(
                    "certificates of another epoch accepted", new Edit(BFT + "Subject.java", ".u64(epoch)", ".u64(0)")),
            Mutant.of("view left out of what is signed", new Edit(BFT + "Subject.java", ".u64(view)", ".u64(0)")),
            Mutant.of("kind left out of what is signed", new Edit(BFT + "Subject.java", ".u8(kind.tag())", ".u8(1)")),
            Mutant.of(
                    "notarize votes not in the journal",
                    new Edit(BFT + "Voter.java", "core.journal().write(slot.view(), List.of(vote, proposal));", "")),
            Mutant.of(
                    "nullify votes not in the journal",
                    new Edit(
                            BFT + "Voter.java",
                            "core.journal().write(slot.view(), List.of(vote)); core.out().broadcast(List.of(vote), false); slot.setOwn(vote); if",
                            "core.out().broadcast(List.of(vote), false); slot.setOwn(vote); if")),
            Mutant.of(
                    "proposals not in the journal",
                    new Edit(BFT + "Voter.java", "core.journal().write(slot.view(), List.of(proposal));", "")),
            Mutant.of(
                    "a lock not persisted: certificates and finalize votes not in the journal",
                    new Edit(BFT + "Certifier.java", "if (core.isVoting() && !durable.isEmpty()) {", "if (false) {")),
            Mutant.of(
                    "journal not written",
                    new Edit(CORE + "internal/node/Outbox.java", "journal.append(entries);", "")),
            Mutant.of(
                    "votes sent before they are on disk",
                    new Edit(CORE + "internal/node/Outbox.java", "persist(batch);", ""),
                    new Edit(
                            CORE + "internal/node/Outbox.java",
                            ".forEach(visible); } }",
                            ".forEach(visible); } persist(batch); }")),
            Mutant.of(
                    "journal forgets what is still open",
                    new Edit(
                            BFT + "Journal.java",
                            "new Effect.Discard(position(discarded))",
                            "new Effect.Discard(position(view))")),
            Mutant.of("own votes forgotten in a restart", new Edit(BFT + "Recovery.java", "slot.setOwn(vote);", "")),
            Mutant.of(
                    "views begin anew in a restart",
                    new Edit(BFT + "Recovery.java", "resume = Math.max(resume, restore(item));", "restore(item);")),
            Mutant.of(
                    "finalize after nullify",
                    new Edit(
                            BFT + "Voter.java",
                            "|| slot.own(VoteKind.FINALIZE) != null || slot.own(VoteKind.NULLIFY) != null",
                            "|| slot.own(VoteKind.FINALIZE) != null")),
            Mutant.of(
                    "notarize counted as a contradiction of nullify",
                    new Edit(
                            BFT + "Evidence.java",
                            "if (vote.kind() == VoteKind.FINALIZE) { accuseIfPresent",
                            "if (vote.kind() != VoteKind.NULLIFY) { accuseIfPresent")),
            Mutant.of(
                    "views between parent and block not nullified",
                    new Edit(
                            BFT + "ParentRule.java",
                            "if (!views.nullified(v)) { return v > views.decided() ? v : NEVER; }",
                            ""),
                    new Edit(BFT + "ParentRule.java", "if (onItsWay || !views.nullified(v)) { return null; }", "")),
            Mutant.of(
                    "a timer without cap",
                    new Edit(
                            BFT + "Pacemaker.java",
                            "return Math.min(core.parameters().maxViewTimeoutMs(), base << doublings);",
                            "return base << doublings;")),
            Mutant.of(
                    "no view timer", new Edit(BFT + "Pacemaker.java", "core.out().timer(Timers.VIEW, timeout());", "")),
            Mutant.of(
                    "view timer runs for ever",
                    new Edit(
                            BFT + "Pacemaker.java",
                            "if (core.readyTransactions() > 0 || views.hasUnfinal() || heartbeatDue) {",
                            "if (true) {")),
            Mutant.of(
                    "one leader for all views",
                    new Edit(BFT + "Committee.java", "return (int) (view % validators.size());", "return 0;")),
            Mutant.of(
                    "nothing sent again",
                    new Edit(BFT + "Resender.java", "resend(); delay = Math.min", "delay = Math.min")),
            Mutant.of(
                    "missing blocks not asked for",
                    new Edit(
                            BFT + "Fetcher.java",
                            "core.out().send(who, List.of(new Item.BlockRequest(block)), false);",
                            "")),
            Mutant.of(
                    "certificates of higher views not joined",
                    new Edit(
                            BFT + "Certifier.java",
                            "certificate.view() >= core.views().current();",
                            "certificate.view() == core.views().current();")),
            Mutant.of(
                    "last block not finished",
                    new Edit(BFT + "Proposer.java", "emptyDueView = core.views().current();", "")),
            Mutant.of(
                    "a block that came too late blocks the next",
                    new Edit(
                            BFT + "Proposer.java",
                            "if (event.request() != building) { return; } building = NONE;",
                            "if (event.request() != building) { return; }")),
            Mutant.of("checks under way never end", new Edit(BFT + "SignatureDesk.java", "counts[validator]--;", "")),
            Mutant.of(
                    "needless empty blocks",
                    new Edit(BFT + "Voter.java", "return !parents.isHeartbeatDue(header);", "return false;"),
                    new Edit(BFT + "Proposer.java", "boolean needless = block", "boolean needless = false && block"),
                    new Edit(
                            BFT + "Proposer.java",
                            "if (core.readyTransactions() == 0 && !empty) { return; }",
                            "empty = true;")));

    private EngineMutants() {}
}
