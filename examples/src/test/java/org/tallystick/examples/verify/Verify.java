package org.tallystick.examples.verify;

import java.io.PrintWriter;

/** Runs the command as the shell does, but in this process. */
public final class Verify {
    private Verify() {}

    /** Runs it, with both streams in one, and returns its exit code. */
    public static int run(PrintWriter out, String... words) {
        return VerifyCommand.run(out, out, words);
    }
}
