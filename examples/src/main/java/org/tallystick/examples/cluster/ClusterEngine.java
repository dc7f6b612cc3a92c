package org.tallystick.examples.cluster;

import java.util.Locale;
import org.tallystick.consensus.bft.BftEngine;
import org.tallystick.consensus.poa.PoaEngine;
import org.tallystick.consensus.poa.PoaSettings;
import org.tallystick.consensus.pow.PowEngine;
import org.tallystick.consensus.pow.PowSettings;
import org.tallystick.model.Parameters;
import org.tallystick.spi.consensus.ConsensusEngine;

/** The consensus engines that a cluster can run, each with what suits a cluster whose nodes stand on one machine. */
enum ClusterEngine {
    /** Final at once, f of 3f + 1 may be faulty in any way. */
    BFT,
    /** Authorities in turn. A backup waits longer than the machine may be busy otherwise. */
    POA,
    /** Work, mined gently: final under six blocks of about half a second each. */
    POW;

    private static final PoaSettings POA_SETTINGS = new PoaSettings(10, 500);
    private static final PowSettings POW_SETTINGS = PowSettings.of(6, 500, 30_000, 200_000);

    /** The engine that a genesis or the command line names. */
    static ClusterEngine named(String name) {
        for (ClusterEngine engine : values()) {
            if (engine.id().equals(name)) {
                return engine;
            }
        }
        throw new IllegalArgumentException("--engine must be one of bft, poa and pow, not " + name);
    }

    /** As a genesis writes it. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** A new one. */
    ConsensusEngine create() {
        return switch (this) {
            case BFT -> new BftEngine();
            case POA -> new PoaEngine();
            case POW -> new PowEngine();
        };
    }

    /** The usual parameters, with settings for the engine. */
    Parameters adjust(Parameters usual) {
        return switch (this) {
            case BFT -> usual;
            case POA -> usual.withEngineSettings(POA_SETTINGS.encode());
            case POW -> usual.withEngineSettings(POW_SETTINGS.encode());
        };
    }
}
