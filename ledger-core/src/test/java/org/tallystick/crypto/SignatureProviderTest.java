package org.tallystick.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.security.Provider;
import java.security.Security;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tallystick.model.Bytes;

/** Choosing who checks signatures. */
class SignatureProviderTest {
    private final PrivateKey signer = PrivateKey.fromSeed(new byte[32]);
    private final byte[] message = {1, 2, 3};
    private final Bytes signature = signer.sign(message);

    @Test
    void everyChoiceThatCanBeMadeVerifies() {
        boolean there = NativeVerifier.find().isPresent();
        for (SignatureProvider provider : SignatureProvider.values()) {
            if (provider == SignatureProvider.NATIVE && !there) {
                assertThatThrownBy(provider::verifier).isInstanceOf(IllegalStateException.class);
            } else {
                SignatureVerifier verifier = provider.verifier();
                assertThat(verifier.verify(signer.publicKey(), message, signature))
                        .isTrue();
                assertThat(verifier.verify(signer.publicKey(), new byte[3], signature))
                        .isFalse();
            }
        }
    }

    @Test
    void theNativeProviderWorksWhereItIsBuiltFor() {
        assumeTrue(System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64"));
        assertThat(SignatureProvider.AUTO.verifier()).isInstanceOf(NativeVerifier.class);
    }

    @Test
    void noProviderIsRegisteredWithTheJvm() {
        SignatureProvider.AUTO.verifier();
        assertThat(Security.getProviders())
                .extracting(Provider::getName)
                .doesNotContain("AmazonCorrettoCryptoProvider");
    }

    @Test
    void aProviderThatHasNothingChangesNoVerdict() {
        Provider empty = new Provider("empty", "1", "has no algorithm") {
            private static final long serialVersionUID = 1;
        };
        SignatureVerifier verifier = new NativeVerifier(empty);
        assertThat(verifier.verify(signer.publicKey(), message, signature)).isTrue();
        assertThat(verifier.verify(signer.publicKey(), new byte[3], signature)).isFalse();
        SignatureCheck check = new SignatureCheck(signer.publicKey(), Bytes.copyOf(message), signature);
        assertThat(verifier.verifyAll(List.of(check, check))).containsExactly(true, true);
    }
}
