package org.tallystick.benchmarks.start;

/** A process that does nothing, for comparison: says that it is ready and waits for the end of its input. */
final class BareJvm {
    private BareJvm() {}

    /** Ends with its input. */
    public static void main(String[] words) throws Exception {
        System.out.println(StartCommand.READY);
        while (System.in.read() >= 0) {
            Thread.onSpinWait(); // whatever comes is not looked at
        }
    }
}
