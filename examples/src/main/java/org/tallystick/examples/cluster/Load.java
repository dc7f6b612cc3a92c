package org.tallystick.examples.cluster;

/** Something that submits transfers. */
interface Load {
    /** Begins; returns at once. */
    void start();

    /** How many transfers were wanted by now and have not been submitted, for want of an earlier one's end. */
    default long overdue() {
        return 0;
    }

    /** Submits nothing new from now on; what is on its way goes on. */
    void stop();
}
