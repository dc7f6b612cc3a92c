package org.tallystick.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tallystick.crypto.Sha256;
import org.tallystick.model.AccountId;
import org.tallystick.model.Bytes;
import org.tallystick.model.ContractId;
import org.tallystick.model.ContractRef;
import org.tallystick.model.Genesis;
import org.tallystick.model.Genesis.GenesisAccount;
import org.tallystick.model.Governance;
import org.tallystick.model.Hash;
import org.tallystick.model.NodeId;
import org.tallystick.model.Parameters;
import org.tallystick.model.ValidatorSet;

/** The one binary encoding of a genesis, whose hash names the chain. */
public final class GenesisCodec {
    private static final int VERSION = 1;
    /** With governors at the end. */
    private static final int GOVERNED = 2;

    private static final int MAX_TEXT = 64;
    private static final Bytes HASH_TAG = Bytes.utf8("tallystick/chain");

    private GenesisCodec() {}

    /** The chain's name: SHA-256 of the ASCII text {@code tallystick/chain} and the encoded genesis. */
    public static Hash chainId(Genesis genesis) {
        CanonicalWriter out = new CanonicalWriter(2048).raw(HASH_TAG);
        write(genesis, out);
        return Sha256.hash(out.toArray());
    }

    /** Encodes a genesis. */
    public static Bytes encode(Genesis genesis) {
        CanonicalWriter out = new CanonicalWriter(2048);
        write(genesis, out);
        return out.toBytes();
    }

    /** Decodes a genesis that fills the input exactly. */
    public static Genesis decode(Bytes encoded) throws MalformedException {
        CanonicalReader in = CanonicalReader.of(encoded);
        try {
            Genesis genesis = read(in);
            in.end("genesis");
            return genesis;
        } catch (IllegalArgumentException e) {
            throw new MalformedException("genesis: " + e.getMessage(), e);
        }
    }

    private static void write(Genesis genesis, CanonicalWriter out) {
        out.u16(genesis.governance().isPresent() ? GOVERNED : VERSION)
                .text(genesis.network())
                .u64(genesis.timestamp())
                .text(genesis.engine());
        ConfigCodec.write(genesis.validators(), out);
        out.u8(genesis.openNetwork() ? 1 : 0).u32(genesis.nodes().size());
        genesis.nodes().forEach(node -> out.publicKey(node.key()));
        ConfigCodec.write(genesis.parameters(), out);
        out.u32(genesis.contracts().size());
        for (ContractRef contract : genesis.contracts()) {
            out.text(contract.id().name()).u32(contract.version());
        }
        out.u32(genesis.accounts().size());
        for (GenesisAccount account : genesis.accounts()) {
            out.hash(account.id().hash());
            AccountCodec.write(account.record(), out);
        }
        genesis.governance().ifPresent(governance -> GovernanceCodec.write(governance, out));
    }

    private static Genesis read(CanonicalReader in) throws MalformedException {
        int version = in.u16("genesis version");
        if (version != VERSION && version != GOVERNED) {
            throw new MalformedException("genesis version " + version + " is not known; this is version " + GOVERNED);
        }
        String network = in.text("network", MAX_TEXT);
        long timestamp = in.u64("timestamp");
        String engine = in.text("engine", MAX_TEXT);
        ValidatorSet validators = ConfigCodec.readValidators(in);
        int open = in.u8("open network");
        if (open > 1) {
            throw new MalformedException("open network is 0 or 1, not " + open);
        }
        List<NodeId> nodes = readNodes(in);
        Parameters parameters = ConfigCodec.readParameters(in);
        List<ContractRef> contracts = readContracts(in);
        List<GenesisAccount> accounts = readAccounts(in);
        Optional<Governance> governance =
                version == GOVERNED ? Optional.of(GovernanceCodec.read(in)) : Optional.empty();
        return new Genesis(
                network, timestamp, engine, validators, open == 1, nodes, parameters, contracts, accounts, governance);
    }

    private static List<NodeId> readNodes(CanonicalReader in) throws MalformedException {
        int count = in.u32("number of nodes", Genesis.MAX_NODES);
        List<NodeId> nodes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            nodes.add(new NodeId(in.publicKey("node")));
        }
        return nodes;
    }

    private static List<ContractRef> readContracts(CanonicalReader in) throws MalformedException {
        int count = in.u32("number of contracts", Genesis.MAX_CONTRACTS);
        List<ContractRef> contracts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            contracts.add(new ContractRef(
                    new ContractId(in.text("contract", MAX_TEXT)), in.u32("version of a contract", Integer.MAX_VALUE)));
        }
        return contracts;
    }

    private static List<GenesisAccount> readAccounts(CanonicalReader in) throws MalformedException {
        int count = in.u32("number of accounts", Genesis.MAX_ACCOUNTS);
        List<GenesisAccount> accounts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            AccountId id = new AccountId(in.hash("account"));
            accounts.add(new GenesisAccount(id, AccountCodec.read(in)));
        }
        return accounts;
    }
}
