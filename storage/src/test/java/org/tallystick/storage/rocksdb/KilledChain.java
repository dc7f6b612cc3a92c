package org.tallystick.storage.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.file.Path;
import org.tallystick.codec.GenesisCodec;
import org.tallystick.internal.chain.FinalChain;
import org.tallystick.model.Genesis;
import org.tallystick.spi.storage.LedgerStore;
import org.tallystick.testkit.store.ChainWorkload;

/** The process that {@link KilledChainTest} kills: extends a chain and says which heights are durable. */
final class KilledChain {
    private KilledChain() {}

    public static void main(String[] arguments) throws Exception {
        Genesis genesis = ChainWorkload.genesis();
        LedgerStore store = RocksDbStorage.at(Path.of(arguments[0])).open(GenesisCodec.chainId(genesis), 1);
        FinalChain chain = FinalChain.open(store, genesis);
        while (true) {
            ChainWorkload.step(chain);
            new FileOutputStream(FileDescriptor.out).write((chain.head().height() + "\n").getBytes(UTF_8));
        }
    }
}
