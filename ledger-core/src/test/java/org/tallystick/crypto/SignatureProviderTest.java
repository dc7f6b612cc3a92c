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
    private static final boolean NATIVE_IS_BUILT = System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64");

    private final PrivateKey signer = PrivateKey.fromSeed(new byte[32]);
    private final byte[] message = {1, 2, 3};
    private final Bytes signature = signer.sign(message);

    @Test
    void everyChoiceThatCanBeMadeVerifies() {
        boolean there = NATIVE_IS_BUILT;
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
    void theNativeProviderIsLoadedWhenItIsWorthIt() {
        assumeTrue(NATIVE_IS_BUILT);
        assertThat(SignatureProvider.AUTO.verifier()).isInstanceOf(NativeVerifier.class);
        NativeVerifier verifier = NativeVerifier.loadedAfter(3);
        for (int i = 0; i < 5; i++) {
            assertThat(verifier.isLoaded()).isEqualTo(i >= 3);
            PrivateKey another = PrivateKey.fromSeed(Sha256.hash(new byte[i]).toArray());
            assertThat(verifier.verify(another.publicKey(), message, another.sign(message)))
                    .isTrue();
        }
    }

    @Test
    void noProviderIsRegisteredWithTheJvm() {
        assumeTrue(NATIVE_IS_BUILT);
        assertThat(((NativeVerifier) SignatureProvider.NATIVE.verifier()).isLoaded())
                .isTrue();
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
