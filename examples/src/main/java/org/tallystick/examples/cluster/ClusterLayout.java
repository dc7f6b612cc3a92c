package org.tallystick.examples.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tallystick.crypto.SignatureProvider;

/**
 * Where the parts of a cluster lie.
 *
 * @param directory holds everything
 * @param p2pPorts of the nodes, in order
 * @param httpPorts of the nodes, in order
 */
record ClusterLayout(Path directory, List<Integer> p2pPorts, List<Integer> httpPorts) {
    /** Copies the lists. */
    ClusterLayout {
        p2pPorts = List.copyOf(p2pPorts);
        httpPorts = List.copyOf(httpPorts);
    }

    int nodes() {
        return p2pPorts.size();
    }

    Path genesis() {
        return directory.resolve("genesis.json");
    }

    /** Where native libraries are unpacked. */
    Path libraries() {
        return directory.resolve("native");
    }

    /** What a node is started with. */
    NodeArguments node(int index, SignatureProvider crypto) {
        List<Integer> peers = new ArrayList<>(p2pPorts);
        int own = peers.remove(index);
        return new NodeArguments(
                directory.resolve("node" + (index + 1)), genesis(), own, httpPorts.get(index), crypto, peers);
    }
}
