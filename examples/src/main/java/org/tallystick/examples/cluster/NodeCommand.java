package org.tallystick.examples.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line of a node's process. */
final class NodeCommand {
    private NodeCommand() {}

    /** The words of the command; {@code libraries} holds what {@link NativeLibrary} unpacked. */
    static List<String> of(NodeArguments arguments, Path libraries) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Small and quick to start: several of these share a machine that may have two cores.
        // The room for what is young has a fixed size: when it is full, most of what a transfer left is garbage,
        // and need not be copied. By default it would be a third of a heap that starts small.
        words.add("-Xms192m");
        words.add("-Xmn128m");
        words.add("-Xmx320m");
        words.add("-XX:+UseSerialGC");
        if (System.getProperty("os.name").equals("Linux")) {
            // What is looked up is spread over more small pages than a processor keeps track of.
            words.add("-XX:+UseTransparentHugePages");
        }
        words.add("-Xshare:auto");
        words.add("-XX:+ExitOnOutOfMemoryError");
        words.add("-Dio.netty.jfr.enabled=false"); // loading the JDK's flight recorder takes a tenth of a start
        words.add("--enable-native-access=ALL-UNNAMED");
        words.add("-Dfile.encoding=UTF-8");
        words.add("-Djava.library.path=" + libraries);
        words.add("-Dtallystick.log=" + arguments.directory().resolve("node.log"));
        String archive = System.getProperty("tallystick.archive", "");
        if (!archive.isEmpty() && Files.isRegularFile(Path.of(archive))) {
            words.add("-XX:SharedArchiveFile=" + archive);
        }
        String extra = System.getProperty("tallystick.node.flags", "");
        if (!extra.isBlank()) {
            words.addAll(List.of(extra.trim().split("\\s+")));
        }
        words.add("-cp");
        words.add(System.getProperty("java.class.path"));
        words.add(ClusterNode.class.getName());
        words.addAll(arguments.toWords());
        return words;
    }
}
