package org.tallystick.testkit.sim;

import java.util.Set;
import org.tallystick.model.Bytes;

/**
 * Knows what honest machines have heard, taken together, and who has thereby contradicted itself: what an investigator
 * could find out after a fork who asks all honest organisations for their records.
 */
public interface SimWitness {
    /** An honest machine has got a message of the engine, or put a certificate on its disk. */
    void heard(Bytes message);

    /** The numbers of the validators that are convicted by two of the messages. */
    Set<Integer> culprits();
}
