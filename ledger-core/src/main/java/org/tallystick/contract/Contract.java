package org.tallystick.contract;

import org.tallystick.model.Bytes;
import org.tallystick.model.ContractId;

/**
 * A contract: Java code that every node of a ledger runs on the same calls in the same order, and that must therefore
 * come to the same result everywhere. It may use nothing but its call and its {@link CallContext}: no clock, no chance,
 * no file, no network, no field that changes, no iteration over a hash map, no floating point.
 *
 * <p>A {@link ContractRefusal} declines the call and a RuntimeException fails it; both are outcomes, and the ledger goes
 * on. A VirtualMachineError (no memory, stack overflow) makes the node FAILED, since another node may not have met it.
 *
 * <p>The host hands contracts to the ledger's builder. One thread executes blocks, but queries and checks of new
 * transactions come from others, so implementations are stateless.
 *
 * @param <C> the type of a decoded call
 */
public interface Contract<C> {
    /** The name under which transactions call it, and of its state. */
    ContractId id();

    /** The version of its behaviour. A change of behaviour needs a new one, or nodes diverge. */
    int version();

    /**
     * Decodes a call, or declines it as malformed. Depends on nothing but the bytes: a transaction that fails here is
     * already refused at the door.
     */
    C decode(Bytes call) throws ContractRefusal;

    /**
     * Executes a call.
     *
     * @return an answer for the receipt, at most {@link org.tallystick.model.Outcome#MAX_RESULT} bytes; may be empty
     */
    Bytes execute(C call, CallContext context) throws ContractRefusal;

    /**
     * Answers a question about the state without changing it; its form is the contract's own.
     *
     * @throws ContractRefusal when the question cannot be answered
     */
    default Bytes query(Bytes request, StateReader state) throws ContractRefusal {
        throw new ContractRefusal("no-queries", "contract " + id() + " answers no queries");
    }
}
