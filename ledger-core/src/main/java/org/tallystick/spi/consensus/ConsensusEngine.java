package org.tallystick.spi.consensus;

/** The plug-in: a consensus engine. Constructing one does nothing; one object may serve several nodes. */
public interface ConsensusEngine {
    /** The name that a genesis asks for, such as {@code bft}. */
    String name();

    /** Judges certificates without any running protocol; for catching up and for outsiders. Stateless. */
    FinalityVerifier finalityVerifier();

    /** A new protocol instance for one node. It does nothing until it handles {@link Event.Start}. */
    ConsensusProtocol create(EngineContext context);
}
