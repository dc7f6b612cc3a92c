package org.tallystick.benchmarks.lab;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "cluster")
final class ClusterCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        return 3;
    }
}
