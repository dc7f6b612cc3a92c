package org.tallystick.testkit.sim;

/** What kind of network lies between the machines when nothing is wrong. Without state: one object serves many runs. */
public interface SimProfile {
    /** Its name and numbers, as {@link ScenarioText} reads them. */
    String text();

    /** Sets the delays of one direction between two machines. */
    void apply(SimLink link, int from, int to);

    /** Nanoseconds that a small message usually takes from one machine to another; 0 to itself. */
    long oneWay(int from, int to);

    /** Bytes that a machine can send in a second; 0 for no limit. */
    default long bytesPerSecond() {
        return 0;
    }
}
