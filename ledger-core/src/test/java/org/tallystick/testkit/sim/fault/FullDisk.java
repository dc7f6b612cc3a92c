package org.tallystick.testkit.sim.fault;

/** A disk has room for a few more writes and then for none; room is made, and the node started anew, at the end. */
record FullDisk() implements Fault {
    @Override
    public String name() {
        return "full-disk";
    }

    @Override
    public void begin(Strike strike) {
        strike.machine().disk().setRoom(strike.chance().nextInt(20));
    }

    @Override
    public void end(Strike strike) {
        strike.machine().disk().setRoom(Long.MAX_VALUE);
        strike.cluster().crash(strike.number());
        strike.cluster().start(strike.number());
    }
}
