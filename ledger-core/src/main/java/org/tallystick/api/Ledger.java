package org.tallystick.api;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.tallystick.codec.RecoveryCertificate;
import org.tallystick.contract.governance.Change;
import org.tallystick.contract.governance.GovernanceStatus;
import org.tallystick.contract.governance.MembershipPreview;
import org.tallystick.contract.governance.Readiness;
import org.tallystick.crypto.Signer;
import org.tallystick.model.Bytes;
import org.tallystick.model.ContractId;
import org.tallystick.model.Evidence;
import org.tallystick.model.Genesis;
import org.tallystick.model.Hash;
import org.tallystick.model.LedgerConfig;
import org.tallystick.model.NodeId;
import org.tallystick.model.SignedTransaction;
import org.tallystick.spi.transport.PeerInfo;

/**
 * A node of a ledger, running inside this application. Made by {@link #builder()}; all methods may be called from any
 * thread and none of them blocks, except {@link #close()}. Futures complete on a thread of the node: hand longer work
 * over to one of your own. After {@link #close()} futures complete exceptionally with {@link LedgerClosedException}.
 */
public interface Ledger extends AutoCloseable {
    /** Starts the description of a node. */
    static LedgerBuilder builder() {
        return new LedgerBuilder();
    }

    /** How the ledger began. */
    Genesis genesis();

    /** The hash that names the chain. */
    Hash chainId();

    /** This node on the network. */
    NodeId nodeId();

    /**
     * Hands a transaction to the ledger. The future completes when the outcome is known: when the transaction is in a
     * block that is final and on this node's disk, when it is refused at the door, or when this node can no longer tell
     * (see {@link SubmitResult.Indeterminate}). Submitting the same transaction again is harmless: both futures get the
     * one outcome.
     */
    CompletableFuture<SubmitResult> submit(SignedTransaction transaction);

    /** What this node knows of a transaction: the way to resolve an indeterminate outcome. */
    CompletableFuture<TransactionStatus> status(Hash transactionId);

    /** The last final block of this node. */
    Head head();

    /** The validators and parameters in force for the block after this node's head. */
    LedgerConfig config();

    /** The validators and parameters of an epoch, or empty when it has not begun here. */
    CompletableFuture<Optional<LedgerConfig>> config(long epoch);

    /**
     * The proofs that this node holds against validators that contradicted themselves: found by its own engine or shown
     * by peers, and verified. A few of each validator and epoch. {@code EvidenceCodec} gives their exported form and the
     * ids by which a proposal cites them; whoever has the epoch's validators can verify them without a node.
     */
    List<Evidence> evidence();

    /**
     * Lets the ledger go on after more validators are gone for good than it bears, by a certificate that enough governors
     * have signed. To be called on one node that has the block which the certificate names as its last final one; peers
     * follow. Refused where a higher block is final.
     */
    CompletableFuture<RecoveryResult> recover(RecoveryCertificate certificate);

    /**
     * What the governors have under way, as of the last final block; empty when the ledger has none, so that its
     * validators and parameters never change.
     */
    CompletableFuture<Optional<GovernanceStatus>> governance();

    /**
     * What changes would do to this ledger: what it bears before and after, whom it waits for, what to beware of. Nothing
     * is changed or sent.
     *
     * @throws IllegalArgumentException when the changes do not fit what is in force, with the reason
     */
    default MembershipPreview preview(List<Change> changes) {
        return MembershipPreview.of(config(), changes);
    }

    /**
     * This node's word that it has caught up, for the governance contract: signed with a voting key that it holds and
     * that is not in force for it yet, and naming its last final block. Somebody has to send it as a call. To be given
     * once {@link #health()} says that the node is in step. A node that has just come up gives none until enough validators
     * have told it that the epoch goes on, which takes a moment: else it could not vote from the next one's beginning.
     *
     * @param validFor at most an hour
     * @return empty when the node holds no such key, or has not heard from enough validators yet
     */
    Optional<Readiness> readiness(Duration validFor);

    /** The final block at a height, or empty when there is none yet. */
    CompletableFuture<Optional<FinalBlock>> block(long height);

    /** The final block with a hash, or empty when this node has none. */
    CompletableFuture<Optional<FinalBlock>> block(Hash hash);

    /** A transaction in a final block, or empty. */
    CompletableFuture<Optional<SignedTransaction>> transaction(Hash transactionId);

    /**
     * Asks a contract about its state after the last final block; the answer says which block that was.
     *
     * @param request in the contract's own encoding
     */
    CompletableFuture<QueryResult> query(ContractId contract, Bytes request);

    /**
     * Asks a contract about its state as it was after a block, as far as this node's {@link Retention} keeps old state; that
     * after the last final block can always be asked. The answer is this node's word: proofs are made of the present state
     * only.
     *
     * @param request in the contract's own encoding
     * @param height from 0
     */
    CompletableFuture<QueryResult> query(ContractId contract, Bytes request, long height);

    /**
     * What a key of the state held after a block, as {@link #query(ContractId, Bytes, long)}: such as the record of an
     * account, or the next sequence number of a lane, which {@link org.tallystick.codec.StateKeys} names.
     *
     * @param space a contract's name, or empty for the ledger's own keys
     * @param height from 0
     */
    CompletableFuture<ValueResult> value(String space, Bytes key, long height);

    /**
     * Makes a proof for outsiders, who check it with a {@link org.tallystick.proof.LightClient} and without any node. Reads
     * the disk.
     */
    CompletableFuture<ProofResult> prove(ProofRequest request);

    /**
     * The sequence number that the ledger expects next in a lane of an account, as of the last final block.
     *
     * @param lane from 0 to 65,535
     */
    CompletableFuture<Long> nextSequence(org.tallystick.model.AccountId account, int lane);

    /**
     * Tells a listener of every final block from a height on, each once and in order: first those there are, then each
     * new one. See {@link BlockListener} for threads and errors.
     *
     * @param fromHeight the first height of interest, at least 0
     */
    Subscription subscribe(long fromHeight, BlockListener listener);

    /**
     * Writes everything that this node keeps of the ledger, as of its last final block, into one new file, while the node
     * goes on; one at a time. The future completes with that block when the file is on disk. Votes are not in it: see
     * {@link LedgerBuilder#restore}. Fails with {@link LedgerException} when the file exists or cannot be written, or
     * when something is damaged that would be in it; then a {@link #repair} is begun.
     */
    CompletableFuture<Head> backup(Path file);

    /**
     * Reads everything that this node keeps, while it goes on, and puts right what is damaged: blocks and receipts are
     * fetched from peers and checked against the chain's hashes, indexes are made anew. Reads the whole disk, so it is for
     * now and then; what the node itself meets it puts right without being asked. Called again while one is under way it
     * gives the same answer. Where the state is damaged, the store is set aside afterwards and the node begins anew from
     * its peers; a lone validator's is left as it is.
     */
    CompletableFuture<RepairReport> repair();

    /** How this node is doing, with the reason when it is not well. */
    Health health();

    /** The peers connected now. */
    Collection<PeerInfo> peers();

    /** Where this node listens for peers, such as {@code 127.0.0.1:30303}. */
    String listenAddress();

    /**
     * A helper that signs for one account and keeps track of its lanes.
     *
     * @param signer the account's only key
     */
    AccountClient account(Signer signer);

    /**
     * Stops the node and returns when its threads, ports and files are released. What was acknowledged is on disk;
     * futures that are open complete as indeterminate. Idempotent; may be called from a listener.
     */
    @Override
    void close();
}
