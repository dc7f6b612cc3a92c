package org.tallystick.testkit;

import java.util.function.BiFunction;
import org.tallystick.contract.CallContext;
import org.tallystick.contract.Contract;
import org.tallystick.contract.StateReader;
import org.tallystick.model.Bytes;
import org.tallystick.model.ContractId;

/**
 * A contract that takes any bytes as a call, and answers no queries.
 *
 * @param execution gives the result of a call
 */
public record RawContract(ContractId id, BiFunction<Bytes, CallContext, Bytes> execution) implements Contract<Bytes> {
    @Override
    public int version() {
        return 1;
    }

    @Override
    public Bytes decode(Bytes call) {
        return call;
    }

    @Override
    public Bytes execute(Bytes call, CallContext context) {
        return execution.apply(call, context);
    }

    @Override
    public Bytes query(Bytes request, StateReader state) {
        return Bytes.EMPTY;
    }
}
