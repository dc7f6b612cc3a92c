package org.tallystick.examples.cluster;

/** Something that submits transfers. */
interface Load {
    /** Begins; returns at once. */
    void start();

    /** Submits nothing new from now on; what is on its way goes on. */
    void stop();
}
