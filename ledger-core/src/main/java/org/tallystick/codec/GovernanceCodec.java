package org.tallystick.codec;

import java.util.ArrayList;
import java.util.List;
import org.tallystick.model.AccountId;
import org.tallystick.model.Bytes;
import org.tallystick.model.Governance;
import org.tallystick.model.Governor;

/** The one encoding of a ledger's governors, in the genesis and in the state. */
public final class GovernanceCodec {
    /** The most validators that changes can lead to, so that a configuration fits a value of the state. */
    public static final int MAX_VALIDATORS = 400;

    private static final int VERSION = 1;
    private static final int MAX_NAME = 64;

    private GovernanceCodec() {}

    /** Encodes the governors. */
    public static Bytes encode(Governance governance) {
        CanonicalWriter out = new CanonicalWriter(512);
        write(governance, out);
        return out.toBytes();
    }

    /** Decodes governors that fill the input exactly. */
    public static Governance decode(Bytes encoded) throws MalformedException {
        CanonicalReader in = CanonicalReader.of(encoded);
        Governance governance = read(in);
        in.end("governors");
        return governance;
    }

    static void write(Governance governance, CanonicalWriter out) {
        out.u8(VERSION).u8(governance.governors().size());
        for (Governor governor : governance.governors()) {
            out.text(governor.name()).hash(governor.account().hash()).publicKey(governor.recoveryKey());
        }
        out.u8(governance.threshold()).u8(governance.recoveryThreshold());
    }

    static Governance read(CanonicalReader in) throws MalformedException {
        int version = in.u8("version of the governors");
        if (version != VERSION) {
            throw new MalformedException("governors version " + version + " is not known; this is version " + VERSION);
        }
        int count = in.u8("number of governors");
        try {
            List<Governor> governors = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                governors.add(new Governor(
                        in.text("governor's name", MAX_NAME),
                        new AccountId(in.hash("governor's account")),
                        in.publicKey("governor's recovery key")));
            }
            return new Governance(governors, in.u8("threshold"), in.u8("recovery threshold"));
        } catch (IllegalArgumentException e) {
            throw new MalformedException("governors: " + e.getMessage(), e);
        }
    }
}
