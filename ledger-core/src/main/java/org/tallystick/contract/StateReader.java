package org.tallystick.contract;

import java.util.Optional;
import org.tallystick.model.Bytes;

/** Reads a contract's own state, all of it as of one moment. */
public interface StateReader {
    /** The value of a key, or empty when it has none. */
    Optional<Bytes> get(Bytes key);
}
