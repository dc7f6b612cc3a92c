package org.tallystick.benchmarks.endure;

import java.nio.ByteBuffer;
import org.tallystick.contract.CallContext;
import org.tallystick.contract.Contract;
import org.tallystick.contract.ContractRefusal;
import org.tallystick.crypto.Sha256;
import org.tallystick.model.Bytes;
import org.tallystick.model.ContractId;

/** Makes many accounts at once: keys of 32 bytes with values of 40. A call is the first number and how many follow. */
final class FillContract implements Contract<ByteBuffer> {
    static final ContractId ID = new ContractId("fill");
    static final int VERSION = 1;

    /** The most accounts of a call, by the resource limit. */
    static final int MOST = 30_000;

    /** The call that makes accounts. */
    static Bytes accounts(int from, int count) {
        return Bytes.wrap(ByteBuffer.allocate(8).putInt(from).putInt(count).array());
    }

    @Override
    public ContractId id() {
        return ID;
    }

    @Override
    public int version() {
        return VERSION;
    }

    @Override
    public ByteBuffer decode(Bytes call) throws ContractRefusal {
        if (call.size() != 8) {
            throw new ContractRefusal("malformed", "a call has 8 bytes");
        }
        return call.toBuffer();
    }

    @Override
    public Bytes execute(ByteBuffer call, CallContext context) {
        int from = call.getInt(0);
        int count = call.getInt(4);
        for (int number = from; number < from + count; number++) {
            byte[] seed = ByteBuffer.allocate(4).putInt(number).array();
            byte[] key = Sha256.hash(seed).toArray();
            byte[] value = ByteBuffer.allocate(40).put(key).putLong(number).array();
            context.put(Bytes.wrap(key), Bytes.wrap(value));
        }
        return Bytes.EMPTY;
    }
}
