package org.tallystick.examples.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tallystick.crypto.SignatureProvider;

/**
 * What the coordinator tells a node process on its command line. The passphrase of its keys is not among it: a command
 * line can be read by everybody on the machine.
 *
 * @param directory the node's own: keys, store and log
 * @param genesis the genesis file
 * @param p2pPort where it listens for its peers, on 127.0.0.1
 * @param httpPort where it answers people, on 127.0.0.1
 * @param crypto who checks signatures
 * @param peerPorts where the other nodes listen
 */
record NodeArguments(
        Path directory, Path genesis, int p2pPort, int httpPort, SignatureProvider crypto, List<Integer> peerPorts) {
    /** As words of a command line. */
    List<String> toWords() {
        List<String> words = new ArrayList<>(List.of(
                directory.toString(),
                genesis.toString(),
                Integer.toString(p2pPort),
                Integer.toString(httpPort),
                crypto.name()));
        peerPorts.forEach(port -> words.add(Integer.toString(port)));
        return words;
    }

    /** The inverse of {@link #toWords}. */
    static NodeArguments parse(String[] words) {
        if (words.length < 5) {
            throw new IllegalArgumentException(
                    "this program is started by the cluster command: directory, genesis, port, HTTP port, signature provider, peers' ports");
        }
        List<Integer> peers = new ArrayList<>();
        for (int i = 5; i < words.length; i++) {
            peers.add(Integer.valueOf(words[i]));
        }
        return new NodeArguments(
                Path.of(words[0]),
                Path.of(words[1]),
                Integer.parseInt(words[2]),
                Integer.parseInt(words[3]),
                SignatureProvider.valueOf(words[4]),
                peers);
    }

    Path keyFile() {
        return directory.resolve("keys.p12");
    }

    Path store() {
        return directory.resolve("store");
    }
}
