package org.tallystick.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tallystick.api.AccountClient;
import org.tallystick.api.Ledger;
import org.tallystick.api.ProofRequest;
import org.tallystick.api.ProofResult;
import org.tallystick.api.SubmitResult;
import org.tallystick.codec.AccountCodec;
import org.tallystick.codec.CanonicalWriter;
import org.tallystick.codec.StateKeys;
import org.tallystick.contract.token.TokenCalls;
import org.tallystick.contract.token.TokenContract;
import org.tallystick.contract.token.TokenKeys;
import org.tallystick.model.AccountId;
import org.tallystick.model.Bytes;
import org.tallystick.model.Hash;
import org.tallystick.model.Receipt;
import org.tallystick.proof.Claim;
import org.tallystick.proof.LightClient;
import org.tallystick.proof.Proof;
import org.tallystick.proof.Verdict;
import org.tallystick.testkit.MockSigner;
import org.tallystick.testkit.MockVerifier;
import org.tallystick.testkit.node.SequencerEngine;
import org.tallystick.testkit.node.SoloLedger;

/** Proofs as a node makes them; that they are tight is tested beside the engine whose certificates bind. */
@Timeout(30)
class ProveTest {
    private final SoloLedger solo = new SoloLedger();
    private final Ledger ledger = solo.open();
    private final LightClient client = LightClient.of(solo.genesis(), new SequencerEngine()::finalityVerifier)
            .with(new MockVerifier());
    private final MockSigner alice = MockSigner.numbered(1);
    private final AccountId aliceId = AccountCodec.idOf(alice.publicKey());
    private final AccountId bobId = AccountCodec.idOf(MockSigner.numbered(2).publicKey());
    private final Hash asset = TokenContract.assetId(aliceId, "EUR");

    @AfterEach
    void close() {
        ledger.close();
    }

    private Receipt issue(long amount) throws Exception {
        AccountClient account = ledger.account(alice);
        SubmitResult result = account.call(TokenContract.ID, TokenCalls.issue("EUR", aliceId, amount))
                .get(10, TimeUnit.SECONDS);
        return ((SubmitResult.Final) result).receipt();
    }

    private ProofResult prove(ProofRequest request) throws Exception {
        return ledger.prove(request).get(10, TimeUnit.SECONDS);
    }

    private Verdict.Verified proven(ProofRequest request) throws Exception {
        Proof proof = prove(request).orThrow();
        Verdict verdict = client.verify(proof.toBytes());
        assertThat(verdict).as(verdict.toString()).isInstanceOf(Verdict.Verified.class);
        return (Verdict.Verified) verdict;
    }

    @Test
    void everythingThatIsFinalCanBeProven() throws Exception {
        List<Receipt> receipts = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            receipts.add(issue(i));
        }
        for (Receipt receipt : receipts) {
            Verdict.Verified verdict = proven(ProofRequest.transaction(receipt.transactionId()));
            assertThat(verdict.proof().subject().height()).isEqualTo(receipt.height());
            assertThat(((Claim.Ended) verdict.proof().claims().get(1)).receipt())
                    .isEqualTo(receipt);
        }
        long head = ledger.head().height();
        for (long height = 0; height <= head; height++) {
            Verdict.Verified verdict = proven(ProofRequest.block(height));
            assertThat(ledger.block(verdict.subject())
                            .get(10, TimeUnit.SECONDS)
                            .orElseThrow()
                            .height())
                    .isEqualTo(height);
        }
        for (long height = 1; height <= head; height++) {
            assertThat(proven(ProofRequest.history(height)).proof().claims()).hasSize(1);
        }
    }

    @Test
    void aValueAndItsAbsenceCanBeProven() throws Exception {
        issue(100);
        issue(11);
        ProofRequest balance = ProofRequest.value(TokenContract.ID, TokenKeys.balance(asset, aliceId));
        assertThat(held(balance)).contains(new CanonicalWriter(8).u64(111).toBytes());
        assertThat(held(ProofRequest.value(TokenContract.ID, TokenKeys.balance(asset, bobId))))
                .isEmpty();
        assertThat(held(ProofRequest.ledgerValue(StateKeys.account(aliceId)))).isEmpty();
    }

    private Optional<Bytes> held(ProofRequest request) throws Exception {
        return ((Claim.Held) proven(request).proof().claims().get(0)).value();
    }

    @Test
    void whatCannotBeProvenIsRefusedByKind() throws Exception {
        assertThat(prove(ProofRequest.block(0))).isInstanceOf(ProofResult.NotFinalYet.class);
        issue(100);
        assertThat(prove(ProofRequest.block(100))).isInstanceOf(ProofResult.NotFinalYet.class);
        assertThat(prove(ProofRequest.history(100))).isInstanceOf(ProofResult.NotFinalYet.class);
        assertThat(prove(ProofRequest.transaction(asset))).isInstanceOf(ProofResult.Unknown.class);
        assertThat(prove(ProofRequest.block(1).since(1))).isInstanceOf(ProofResult.Pruned.class);
    }
}
