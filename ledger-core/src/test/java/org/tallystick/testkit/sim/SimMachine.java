package org.tallystick.testkit.sim;

import org.tallystick.api.Ledger;

/** A machine of the cluster: disk and clock, which stay, and the node that runs on it now, if one does. */
public final class SimMachine {
    private final int number;
    private final int identity;
    private final SimDisk disk;
    private final SimClock clock;
    private SimRuntime runtime;
    private Ledger ledger;
    private int lives;

    SimMachine(int number, int identity, SimDisk disk, SimClock clock) {
        this.number = number;
        this.identity = identity;
        this.disk = disk;
        this.clock = clock;
    }

    /** Its number. */
    public int number() {
        return number;
    }

    /** The number of the keys that it holds: its own, unless it is the twin of another. */
    public int identity() {
        return identity;
    }

    /** Its disk. */
    public SimDisk disk() {
        return disk;
    }

    /** Its wall clock. */
    public SimClock clock() {
        return clock;
    }

    /** The node's runtime, or null when it is down. */
    SimRuntime runtime() {
        return runtime;
    }

    /** The node, or null when it is down or could not be opened. */
    public Ledger ledger() {
        return ledger;
    }

    /** Stops the node, if there is one, for some nanoseconds, as a suspended machine does. */
    public void pause(long nanos) {
        if (runtime != null) {
            runtime.pause(nanos);
        }
    }

    /** Whether a node runs here. */
    public boolean isUp() {
        return runtime != null && runtime.isAlive() && ledger != null;
    }

    /** How often a node has been started here. */
    public int lives() {
        return lives;
    }

    void begin(SimRuntime life) {
        lives++;
        runtime = life;
        disk.attach(life);
    }

    void opened(SimRuntime life, Ledger opened) {
        if (runtime == life) {
            ledger = opened;
        }
    }

    void end() {
        if (runtime != null) {
            runtime.kill();
        }
        disk.release();
        runtime = null;
        ledger = null;
    }
}
